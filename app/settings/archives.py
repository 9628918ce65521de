"""The archives that are set, and how version 0.1 wrote the only one that it knew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.base.messages import message
from app.settings.setting import ARCHIVE, Setting, read_rows

_Port = Annotated[int, Meta(ge=1, le=65535)]
_OwnPort = Annotated[int, Meta(ge=0, le=65535)]
URL_PATTERN = r"^(https?://[!-~]+)?\Z"
TITLE_PATTERN = r"^[ -\[\]-~]{0,16}\Z"
"""Of an AE title (DICOM PS3.5, value representation AE); a $ would let a newline pass."""

PATTERNS: Mapping[str, str] = {
    TITLE_PATTERN: "at most 16 ASCII characters, no backslash",
    URL_PATTERN: "a text that begins with https:// or http://",
}
"""What each pattern lets pass, for those who write files of settings."""

_Url = Annotated[str, Meta(pattern=URL_PATTERN)]
_Title = Annotated[str, Meta(pattern=TITLE_PATTERN)]


@dataclass(frozen=True)
class Archive:
    """An archive: its address, both AE titles, and how the connection is secured.

    Without ca_file the system's certificates are trusted; cert_file and key_file (PEM) are ours.
    """

    host: str
    port: int
    called: str = "ANY-SCP"
    calling: str = "RETIVASC"
    tls: bool = False
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None

    @property
    def address(self) -> str:
        """Return host and port, as sentences name the archive."""
        return f"{self.host}:{self.port}"


class ArchiveNode(msgspec.Struct, frozen=True):
    """The settings for one archive: its address, both AE titles, and how the connection is secured.

    Attributes:
        name: what people call it; may be empty.
        host: its address; empty as long as there is none.
        called, calling: AE titles, its and ours; empty for the usual ones.
        ca, cert, key: paths of files (PEM); empty where there is none.
        dicomweb: where it answers over HTTP; empty where it does not, or is not to be asked so.
        receive_port: of this workstation, to which it sends what is fetched from it (C-MOVE); 0
            where it sends it over the connection on which it was asked (C-GET).
        worklist: it keeps the clinic's worklist.
        earlier: earlier visits of whoever is opened are fetched from it by itself.
    """

    name: Annotated[
        str, Setting(ARCHIVE, message("Name of the archive"), example=message("Archive"))
    ] = ""
    host: Annotated[
        str,
        Setting(
            ARCHIVE,
            message("Address of the archive"),
            example=message("archive.clinic.example"),
        ),
    ] = ""
    port: Annotated[_Port, Setting(ARCHIVE, message("Port"))] = 104
    called: Annotated[
        _Title, Setting(ARCHIVE, message("AE title of the archive"), example="ANY-SCP")
    ] = ""
    calling: Annotated[
        _Title,
        Setting(
            ARCHIVE,
            message("AE title of this workstation"),
            hint=message("Many archives only answer AE titles that they know."),
            example="RETIVASC",
        ),
    ] = ""
    tls: Annotated[bool, Setting(ARCHIVE, message("Encrypt (TLS)"))] = False
    ca: Annotated[
        str,
        Setting(
            ARCHIVE,
            message("Trusted certificates"),
            example=message("the computer's own"),
            widget="file",
        ),
    ] = ""
    cert: Annotated[
        str, Setting(ARCHIVE, message("Certificate of this workstation"), widget="file")
    ] = ""
    key: Annotated[str, Setting(ARCHIVE, message("Key of this certificate"), widget="file")] = ""
    dicomweb: Annotated[
        _Url,
        Setting(
            ARCHIVE,
            message("DICOMweb address"),
            hint=message(
                "If it is set, photographs are searched for and fetched there. A token or a "
                "certificate for it is kept in the system's keyring."
            ),
            example=message("https://archive.clinic.example/dicom-web"),
        ),
    ] = ""
    receive_port: Annotated[
        _OwnPort,
        Setting(
            ARCHIVE,
            message("Port of this workstation"),
            hint=message(
                "To which the archive sends what is fetched (C-MOVE); 0 if it answers on the "
                "same connection (C-GET)."
            ),
        ),
    ] = 0
    worklist: Annotated[bool, Setting(ARCHIVE, message("It keeps the worklist"))] = False
    earlier: Annotated[
        bool,
        Setting(
            ARCHIVE,
            message("Fetch earlier visits"),
            hint=message("Of the patient whose photograph is opened, by ID and date of birth."),
        ),
    ] = False

    @property
    def title(self) -> str:
        """Return what it is called in a list: its name, or else its address."""
        return self.name or self.place

    @property
    def place(self) -> str:
        """Return where it is: over HTTP, or by host and port."""
        return self.dicomweb or f"{self.host}:{self.port}"

    @property
    def web_address(self) -> str:
        """Return its DICOMweb address as the keyring knows it."""
        return self.dicomweb.rstrip("/")

    @property
    def can_be_asked(self) -> bool:
        """Return whether it has an address of either kind."""
        return bool(self.host or self.dicomweb)

    @property
    def archive(self) -> Archive | None:
        """Return what can be connected to; None without an address."""
        if not self.host:
            return None
        titles = {"called": self.called, "calling": self.calling}
        return Archive(
            self.host,
            self.port,
            tls=self.tls,
            ca_file=self.ca or None,
            cert_file=self.cert or None,
            key_file=self.key or None,
            **{name: title for name, title in titles.items() if title.strip()},
        )


ARCHIVE_ROWS = read_rows(ArchiveNode)
"""The table of what is set of each archive."""

ARCHIVE_KINDS: Mapping[str, Any] = {row.name: row.kind for row in ARCHIVE_ROWS}
"""The type of each part of an archive, with its range."""

_OLD_PARTS = ("host", "port", "called", "calling", "tls", "ca", "cert", "key")
OLD_NAMES: Mapping[str, str] = {f"archive_{part}": part for part in _OLD_PARTS}
"""Which part of the first archive each setting of version 0.1 is."""


def with_archives(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file of settings holds with the archive of version 0.1 as the first of a list.

    A list that is there already goes before it.
    """
    old = {part: content[name] for name, part in OLD_NAMES.items() if name in content}
    rest = {name: value for name, value in content.items() if name not in OLD_NAMES}
    return {"archives": [old], **rest} if old else rest
