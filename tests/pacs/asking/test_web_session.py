"""How a DICOMweb service is let known who asks: against a small service of our own."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.base.errors import ArchiveError
from app.pacs.asking.dicomweb import check_answers, find_studies
from app.pacs.asking.matching import Query
from app.pacs.asking.secrets import Secrets
from app.pacs.asking.web_session import WebNode
from app.pacs.network.failures import SendError
from tests.pacs.receiver import HOST, make_certificate, server_context
from tests.support import PATIENCE_S

TOKEN = "correct horse battery staple"


class Service(ThreadingHTTPServer):
    """It answers every question with one study, or as it is told to."""

    daemon_threads = False
    status = 200
    answer = json.dumps([{"0020000D": {"vr": "UI", "Value": ["1.2.3"]}}]).encode()
    token = ""
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        let_in = self.headers.get("Authorization") == f"Bearer {self.server.token}"
        status = self.server.status if let_in or not self.server.token else 401
        self.send_response(status)
        self.send_header("Content-Type", "application/dicom+json")
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def service(context: ssl.SSLContext | None = None) -> Iterator[Service]:
    with Service((HOST, 0), _Handler) as server:
        server.asked = []
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def node(server: Service, scheme: str = "http", **more: object) -> WebNode:
    url = f"{scheme}://{HOST}:{server.server_port}/dicom-web"
    return WebNode(url, timeout_s=PATIENCE_S, **more)  # type: ignore[arg-type]


def refused(node: WebNode) -> SendError:
    with pytest.raises(SendError) as caught:
        check_answers(node)
    return caught.value


def test_a_token_is_shown(tmp_path: Path):
    certificate, key = make_certificate(tmp_path)
    with service(server_context(certificate, key)) as server:
        server.token = TOKEN
        trusted = {"ca_file": str(certificate)}
        check_answers(node(server, "https", secrets=Secrets(token=TOKEN), **trusted))
        wrong = refused(node(server, "https", secrets=Secrets(token="wrong"), **trusted))
        none = refused(node(server, "https", **trusted))
    assert "does not let this workstation in (status 401)" in str(wrong)
    assert "may have run out" in str(wrong)
    assert "Have the keyring keep its token" in str(none)
    assert wrong.away
    assert TOKEN not in f"{wrong}{none}"


def test_a_token_never_crosses_the_network_in_clear():
    error = refused(WebNode("http://archive.example/dicom-web", secrets=Secrets(token=TOKEN)))
    assert "would be readable on its way" in str(error)
    with service() as server:
        server.token = TOKEN
        check_answers(node(server, secrets=Secrets(token=TOKEN)))  # it stays on this computer


def test_a_certificate_of_the_keyring_is_shown_and_leaves_no_file(tmp_path: Path, monkeypatch):
    certificate, key = make_certificate(tmp_path)
    own, own_key = make_certificate(tmp_path, name="client")
    pem = own.read_text() + own_key.read_text()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with service(server_context(certificate, key, clients=own)) as server:
        trusted = {"ca_file": str(certificate)}
        check_answers(node(server, "https", secrets=Secrets(certificate=pem), **trusted))
        check_answers(node(server, "https", cert_file=str(own), key_file=str(own_key), **trusted))
        refused(node(server, "https", **trusted))
        unusable = refused(node(server, "https", secrets=Secrets(certificate="PEM"), **trusted))
    assert "contains no certificate" in str(unusable)
    assert list(temporary.iterdir()) == []


def test_a_service_that_is_not_trusted_is_not_asked(tmp_path: Path):
    certificate, key = make_certificate(tmp_path)
    with service(server_context(certificate, key)) as server:
        error = refused(node(server, "https"))
        assert server.asked == []
    assert "is not trusted" in str(error)


@pytest.mark.parametrize(
    ("status", "answer", "told"),
    [
        (200, b"<html>", "not as a DICOMweb service does"),
        (404, b"[]", "could not answer (status 404)"),
        (503, b"[]", "could not answer (status 503)"),
        (403, b"[]", "does not let this workstation in (status 403)"),
    ],
)
def test_another_answer_is_put_into_words(status: int, answer: bytes, told: str):
    with service() as server:
        server.status, server.answer = status, answer
        error = refused(node(server))
    assert told in str(error)
    assert error.retry == (status == 503)


def test_nonsense_of_a_study_is_no_traceback():
    with service() as server:
        server.answer = b'[{"0020000D": "1.2.3"}, 7]'
        with pytest.raises(ArchiveError, match="not as a DICOMweb service does"):
            find_studies(node(server), Query())


def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://proxy.example:1")
    with service() as server:
        check_answers(node(server))
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["ftp://host/x", "http://", "https://a:b@host/", "http://h:99999/"])
def test_what_is_no_address_is_named(url: str):
    assert "is not the address of a DICOMweb service" in str(refused(WebNode(url)))
