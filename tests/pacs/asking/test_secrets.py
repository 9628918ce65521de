from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from app.base.errors import ArchiveError
from app.pacs.asking.secrets import Secrets, keep_certificate, keep_token, secrets_for

URL = "https://archive.example/dicom-web"


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory, for the tests alone."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    before = keyring.get_keyring()
    ring = Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_secrets_are_kept_for_their_service_alone(ring: Ring):
    keep_token(URL, "token")
    keep_certificate(URL, "PEM")
    assert secrets_for(URL) == Secrets("token", "PEM")
    assert secrets_for(f"{URL}/other") == Secrets()
    assert {service for service, _ in ring.kept} == {"retivasc"}


def test_an_empty_secret_takes_it_away(ring: Ring):
    keep_token(URL, "token")
    keep_token(URL, "")
    keep_token(URL, "")
    assert ring.kept == {}


def test_without_a_keyring_nothing_is_kept_and_that_is_said(ring: Ring):
    keyring.set_keyring(NoKeyring())
    assert secrets_for(URL) == Secrets()
    with pytest.raises(ArchiveError, match="keyring does not keep it"):
        keep_token(URL, "token")
