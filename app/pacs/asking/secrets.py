"""Tokens and certificates for archives: kept by the system's keyring, never in a file of ours."""

from dataclasses import dataclass

import keyring
import keyring.errors

from app.base.errors import ArchiveError
from app.base.messages import message

_SERVICE = "retivasc"
_TOKEN, _CERTIFICATE = "token ", "certificate "
"""How the names of entries begin; the address follows."""


@dataclass(frozen=True)
class Secrets:
    """By what a service knows this workstation; empty where nothing was kept for it.

    Attributes:
        token: sent as a bearer of rights (RFC 6750).
        certificate: a certificate with its key, as PEM.
    """

    token: str = ""
    certificate: str = ""


def secrets_for(url: str) -> Secrets:
    """Return what is kept for a service; nothing where there is no keyring, or it is locked."""
    return Secrets(_kept(_TOKEN + url), _kept(_CERTIFICATE + url))


def keep_token(url: str, token: str) -> None:
    """Keep a token for a service, instead of an earlier one; an empty one takes it away.

    Raises:
        ArchiveError: there is no keyring, or it is locked.
    """
    _keep(_TOKEN + url, token)


def keep_certificate(url: str, pem: str) -> None:
    """Keep a certificate with its key for a service, as ``keep_token`` keeps a token."""
    _keep(_CERTIFICATE + url, pem)


def _kept(name: str) -> str:
    try:
        return keyring.get_password(_SERVICE, name) or ""
    except keyring.errors.KeyringError:
        return ""


def _keep(name: str, secret: str) -> None:
    try:
        if secret:
            keyring.set_password(_SERVICE, name, secret)
        elif _kept(name):
            keyring.delete_password(_SERVICE, name)
    except keyring.errors.KeyringError as error:
        raise ArchiveError(
            message("The system's keyring does not keep it: {why}.", why=_why(error)),
            message("Unlock the keyring, or install one, such as GNOME Keyring or KWallet."),
        ) from error


def _why(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".") or type(error).__name__
