"""The way to a DICOMweb service: how it is secured, by what we are known, and what went wrong."""

import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter

from app.base.errors import ArchiveError
from app.base.progress import ShouldStop, stop_if_asked
from app.pacs.asking import failures
from app.pacs.asking.secrets import Secrets
from app.pacs.network.failures import insecure, no_answer, silent, unreachable
from app.pacs.network.tls import tls_context
from app.settings.archives import Archive

_NOT_LET_IN = (401, 403)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class WebNode:
    """A DICOMweb service, and how it is spoken to.

    Attributes:
        url: its address, without a slash at the end.
        ca_file, cert_file, key_file: PEM files, as those of an archive.
        timeout_s: how long it may be silent.
    """

    url: str
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    secrets: Secrets = field(default_factory=Secrets)
    timeout_s: float = 30.0

    @property
    def parts(self) -> SplitResult:
        """Return the parts of its address.

        Raises:
            ArchiveError: it is none.
        """
        try:
            parts = urlsplit(self.url)
            whole = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
        except ValueError as error:
            raise failures.bad_url(self.url) from error
        if not whole or parts.username or parts.password or parts.query or parts.fragment:
            raise failures.bad_url(self.url)
        return parts

    @property
    def archive(self) -> Archive:
        """Return it as other sentences and the encryption know an archive."""
        parts = self.parts
        return Archive(
            parts.hostname or "",
            parts.port or _PORTS[parts.scheme],
            tls=parts.scheme == "https",
            ca_file=self.ca_file,
            cert_file=self.cert_file,
            key_file=self.key_file,
        )


class _SecuredAdapter(HTTPAdapter):
    """HTTPS as our other connections have it: with the computer's certificates, or those named."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().init_poolmanager(*args, ssl_context=self._context, **options)

    def build_connection_pool_key_attributes(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        host, attributes = super().build_connection_pool_key_attributes(*args, **options)
        for name in ("ca_certs", "ca_cert_dir"):  # of certifi, besides those of the context
            attributes.pop(name, None)
        return host, {**attributes, "ssl_context": self._context}


class _Session(requests.Session):
    """A session that writes * as it is: some services do not know it in its coded form."""

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Prepare a request as usual."""
        prepared = super().prepare_request(request)
        if prepared.url is not None:
            prepared.url = prepared.url.replace("%2A", "*")
        return prepared


@contextmanager
def open_session(node: WebNode, should_stop: ShouldStop) -> Iterator[requests.Session]:
    """Open a session with a service, which ends with the block.

    Raises:
        ArchiveError: the address, or a file for the encryption, is not what it should be.
    """
    parts = node.parts
    with _Session() as session:
        session.trust_env = False  # neither another's proxy nor another's password
        if node.secrets.token:
            if parts.scheme != "https" and not _is_here(parts.hostname or ""):
                raise failures.token_in_clear(node.url)
            session.headers["Authorization"] = f"Bearer {node.secrets.token}"
        if parts.scheme == "https":
            session.mount("https://", _SecuredAdapter(_context(node)))
        session.hooks["response"].append(lambda answer, **_: _stoppable(answer, should_stop))
        yield session


def _context(node: WebNode) -> ssl.SSLContext:
    context = tls_context(node.archive)
    context.sslsocket_class = ssl.SSLSocket  # the library reports a refusal by itself
    if node.secrets.certificate:
        _load_kept(context, node.secrets.certificate)
    return context


def _load_kept(context: ssl.SSLContext, pem: str) -> None:
    """Give a context the certificate that the keyring keeps; the library reads files only."""
    descriptor, name = tempfile.mkstemp(prefix="retivasc-")  # for the user alone
    file = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii", errors="replace") as opened:
            opened.write(pem)
        tls_context(Archive("", 0, tls=True, cert_file=name))  # which words what is wrong with it
        context.load_cert_chain(file, password="")
    finally:
        file.unlink()


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _stoppable(answer: requests.Response, should_stop: ShouldStop) -> None:
    """Have an answer ask between its pieces whether to stop."""
    pieces = answer.iter_content

    def iter_content(*args: Any, **options: Any) -> Iterator[Any]:  # noqa: ANN401
        for piece in pieces(*args, **options):
            stop_if_asked(should_stop)
            yield piece

    answer.iter_content = iter_content  # type: ignore[method-assign]


@contextmanager
def worded(node: WebNode) -> Iterator[None]:
    """Turn what goes wrong with a service into words.

    Raises:
        ArchiveError: instead of what the libraries raise.
    """
    try:
        yield
    except requests.HTTPError as error:
        raise _by_status(node, error.response) from error
    except requests.Timeout as error:
        raise silent(node.archive.address) from error
    except requests.ConnectionError as error:
        raise _unreached(node, error) from error
    except requests.JSONDecodeError as error:
        raise failures.not_dicomweb(node.url) from error
    except requests.RequestException as error:
        raise no_answer(node.archive.address, timed_out=False) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise failures.not_dicomweb(node.url) from error


def _by_status(node: WebNode, answer: requests.Response | None) -> ArchiveError:
    code = 0 if answer is None else answer.status_code
    if code in _NOT_LET_IN:
        stated = bool(node.secrets.token or node.secrets.certificate or node.cert_file)
        return failures.not_let_in(node.url, code, stated=stated)
    return failures.web_refused(node.url, code)


def _unreached(node: WebNode, error: requests.ConnectionError) -> ArchiveError:
    cause = _cause(error)
    if isinstance(cause, ssl.SSLError):
        return insecure(node.archive.address, cause, node.cert_file)
    if isinstance(cause, OSError):
        return unreachable(node.archive, cause)
    return no_answer(node.archive.address, timed_out=False)


def _cause(error: BaseException) -> BaseException | None:
    """Return what the system said, which the libraries have wrapped again and again."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or each in seen:
            continue
        if isinstance(each, OSError) and not isinstance(each, requests.RequestException):
            return each
        seen.append(each)
        waiting += [getattr(each, "reason", None), each.__cause__, each.__context__, *each.args]
    return None
