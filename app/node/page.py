"""A page that shows how the node is doing: read only, without names unless they are allowed."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import msgspec

from app.base.errors import ConfigurationError, RetivascError
from app.base.messages import message
from app.node.configuration import PageSettings
from app.node.status import NodeStatus
from app.store.queue_state import Mishap

_RENEWED_S = 5
_LOG = logging.getLogger(__name__)

_STYLE = """\
body { font: 16px/1.5 sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em;
  color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; margin: 0 0 1.5em; }
caption { text-align: left; font-weight: bold; padding: 0.3em 0; }
th, td { text-align: left; padding: 0.2em 1.2em 0.2em 0; border-bottom: 1px solid #ccc;
  vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #1a1a1a; } }
"""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Page:
    """Serve the page from ``start`` until ``stop``."""

    def __init__(self, settings: PageSettings, status: Callable[[], NodeStatus]) -> None:
        """Bind its port.

        Args:
            status: asked each time the page is.

        Raises:
            ConfigurationError: the port is in use.
        """
        try:
            self._server = _Server((settings.address, settings.port), _Handler)
        except OSError as error:
            raise ConfigurationError(
                message(
                    "The page of the node cannot be served at port {port}: {why}.",
                    port=settings.port,
                    why=error.strerror or error,
                ),
                message("Choose another port, or end the program that uses it."),
            ) from error
        self._server.settings, self._server.status = settings, status
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), name="page")

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Serve nobody any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # who keeps a connection open does not keep the node from ending
    settings: PageSettings
    status: Callable[[], NodeStatus]

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Note that somebody hung up; the next one is served."""
        _LOG.info("a reader of the page was lost", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30
    server_version, sys_version = "Retivasc", ""

    def do_GET(self) -> None:
        """Answer with the page, its style, or the same as JSON."""
        if not self._is_ours():
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"unknown host\n")
            return
        try:
            match self.path:
                case "/":
                    page = "".join(page_lines(self.server.status(), self.server.settings.names))
                    self._answer(HTTPStatus.OK, "text/html", page.encode())
                case "/status.json":
                    status = _told(self.server.status(), self.server.settings.names)
                    self._answer(HTTPStatus.OK, "application/json", msgspec.json.encode(status))
                case "/style.css":
                    self._answer(HTTPStatus.OK, "text/css", _STYLE.encode())
                case "/favicon.ico":
                    self._answer(HTTPStatus.NO_CONTENT, "image/x-icon", b"")
                case _:
                    self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"not found\n")
        except RetivascError as error:
            _LOG.info("no status: %s", error.message.source)
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", b"the store is away\n")

    def _is_ours(self) -> bool:
        """Tell whether we are asked under our own name: another site's could be led to us."""
        host = self.headers.get("Host", "").rpartition(":")[0].strip("[]")
        if host in ("localhost", self.server.settings.address):
            return True
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return address.is_loopback or self.server.settings.address in ("", "0.0.0.0", "::")

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_told: Any) -> None:  # noqa: ANN401
        """Note nothing: a page that renews itself would fill the log."""


def page_lines(status: NodeStatus, names: bool) -> Iterator[str]:
    """Yield the page.

    Args:
        names: errors may tell what they name.
    """
    queue = status.queue
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="refresh" content="{_RENEWED_S}">\n'
    yield f'<title>Retivasc node {escape(status.node)}</title>\n<link rel="stylesheet" '
    yield 'href="/style.css">\n'
    yield f"<h1>Node {escape(status.node)}</h1>\n<p>Retivasc {escape(status.version)}, as of "
    yield f'<time id="at">{escape(status.at)}</time></p>\n'
    yield from _table("Photographs", [[state, count] for state, count in queue.photographs.items()])
    yield from _table("Throughput", _throughput(status))
    refused = [[what, count] for what, count in status.refused.items()]
    yield from _table("Not let in, since it started", refused)
    states = next(iter(queue.results.values()), {})
    rows = [[name, *counts.values()] for name, counts in queue.results.items()]
    yield from _table("Results, by archive", rows, ["", *states])
    yield from _table(
        "Last errors",
        [
            [each.at, f"photograph {each.number}", each.destination, _sentence(each, names)]
            for each in queue.mishaps
        ],
    )
    yield "</html>\n"


def _throughput(status: NodeStatus) -> Iterator[list[object]]:
    queue = status.queue
    yield ["finished in the last hour", queue.last_hour]
    if queue.p50_s is not None and queue.p95_s is not None:
        yield ["from receipt to results, half of them within", f"{queue.p50_s:.1f} s"]
        yield ["95 % of them within", f"{queue.p95_s:.1f} s"]
    if queue.oldest_waiting:
        yield ["the oldest one waits since", queue.oldest_waiting]


def _table(
    title: str, rows: "Iterator[list[object]] | list[list[Any]]", heads: "list[str] | None" = None
) -> Iterator[str]:
    yield f"<table>\n<caption>{escape(title)}</caption>\n"
    if heads:
        yield f"<tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr>\n"
    for row in rows:
        yield f"<tr>{''.join(map(_cell, row))}</tr>\n"
    yield "</table>\n"


def _cell(value: object) -> str:
    kind = ' class="number"' if isinstance(value, int) else ""
    return f"<td{kind}>{escape(str(value))}</td>"


def _sentence(mishap: Mishap, names: bool) -> str:
    return mishap.sentence if names else mishap.unnamed


def _told(status: NodeStatus, names: bool) -> NodeStatus:
    """Return a status without what errors name, unless that is allowed."""
    if names:
        return status
    mishaps = tuple(replace(each, sentence=each.unnamed) for each in status.queue.mishaps)
    return replace(status, queue=replace(status.queue, mishaps=mishaps))
