"""What a node is told: who may send, what is watched, where results go. One TOML file.

An example with every setting lies in packaging/linux/node.toml.
"""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import message
from app.base.paths import default_model
from app.base.translation import LANGUAGES
from app.pacs.objects.kinds import ObjectKind
from app.settings.archives import PATTERNS, ArchiveNode

_MAX = 1 << 20  # bytes of a configuration
_TITLE = r"^[!-\[\]-~][ -\[\]-~]{0,15}\Z"
_IN_WORDS = {_TITLE: "1 to 16 ASCII characters, no backslash, no blank at the start", **PATTERNS}
_Title = Annotated[str, Meta(pattern=_TITLE)]
_Port = Annotated[int, Meta(ge=1, le=65535)]
_AnyPort = Annotated[int, Meta(ge=0, le=65535)]
_Count = Annotated[int, Meta(ge=1, le=256)]
_Megabytes = Annotated[int, Meta(ge=1, le=2047)]
_Seconds = Annotated[float, Meta(gt=0)]
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class SenderSettings(_Strict, frozen=True):
    """Who may send: a camera, an archive.

    Attributes:
        title: its AE title; any if empty.
        address: its address, or a network (192.168.20.0/24); any if empty.
        forward: names of archives to which all that it sends goes as it is, without an analysis:
            what a window has made, which need not stay open for it.
    """

    title: str = ""
    address: str = ""
    forward: tuple[str, ...] = ()

    @property
    def network(self) -> IPv4Network | IPv6Network | None:
        """Return from which addresses it calls; None for any.

        Raises:
            ValueError: it is no address.
        """
        return ip_network(self.address, strict=False) if self.address else None


class ListenSettings(_Strict, frozen=True):
    """How the node is called.

    Attributes:
        title: its AE title.
        address: on which it listens; this computer alone by default, "0.0.0.0" for all.
        port: 0 for any that is free, which only a test wants.
        cert, key: PEM files, by which the line is encrypted; empty for no encryption.
        clients: PEM file of the certificates that those who call must have.
        max_megabytes: of one object.
        spare_megabytes: that stay free on the disk; nothing is taken where less is.
        classes, syntaxes: UIDs that are accepted; what the program can read if empty, and what
            it writes, too, where that is forwarded.
        associations: how many at once.
        anybody: whoever reaches the port may send, where no sender is named.
    """

    title: _Title = "RETIVASC"
    address: str = "127.0.0.1"
    port: _AnyPort = 11112
    cert: str = ""
    key: str = ""
    clients: str = ""
    max_megabytes: _Megabytes = 512
    spare_megabytes: Annotated[int, Meta(ge=0)] = 512
    classes: tuple[str, ...] = ()
    syntaxes: tuple[str, ...] = ()
    associations: _Count = 16
    anybody: bool = False


class FolderSettings(_Strict, frozen=True):
    """A folder into which a camera writes, with its subfolders.

    Attributes:
        settle_s: how long a file must have been at rest.
        rescan_s: how often the whole folder is looked through, since drives of the network
            do not tell of what is new.
    """

    path: str
    settle_s: _Seconds = 3.0
    rescan_s: _Seconds = 60.0


class DestinationSettings(ArchiveNode, frozen=True, forbid_unknown_fields=True):
    """An archive to which results go, under a name.

    Attributes:
        results: which objects go there.
        commit: it is asked to commit itself to keeping them.
        wait_s: until a second try; then twice as long each time, up to an hour.
        commit_wait_s: how long it may take to answer before it is asked again.
    """

    results: tuple[ObjectKind, ...] = (
        ObjectKind.PDF,
        ObjectKind.SEGMENTATION,
        ObjectKind.STRUCTURED_REPORT,
    )
    commit: bool = False
    wait_s: _Seconds = 60.0
    commit_wait_s: _Seconds = 3600.0


class AnalysisSettings(_Strict, frozen=True):
    """How photographs are analysed.

    Attributes:
        workers: processes, each with one photograph at a time.
        model: weights; the bundled ones if empty.
        language: of the reports.
        measure_anyway: even if the quality is too poor.
        json: a folder for each record as JSON; none if empty.
    """

    workers: _Count = 1
    model: str = ""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    language: Literal[*LANGUAGES] = "en"  # type: ignore[valid-type]
    measure_anyway: bool = False
    json: str = ""

    @property
    def weights(self) -> Path:
        """Return the weights to load."""
        return Path(self.model) if self.model else default_model()


class PageSettings(_Strict, frozen=True):
    """The page that shows how the node is doing.

    Attributes:
        address: on which it is served; this computer alone by default.
        port: 0 for no page.
        names: errors may name files and patients.
    """

    address: str = "127.0.0.1"
    port: _AnyPort = 0
    names: bool = False


class NodeSettings(_Strict, frozen=True):
    """Everything that a node is told.

    Attributes:
        name: by which the store tells several nodes apart.
        folder: of the node's own: what it received, what it must send.
        store: a folder, or the address of a PostgreSQL database; below ``folder`` if empty.
        keep_photographs: they stay in the folder after they were analysed, so that they can be
            opened in the window.
        listen: nobody can call if it is left out.
    """

    folder: str
    name: str = "node"
    store: str = ""
    keep_photographs: bool = True
    listen: ListenSettings | None = None
    senders: tuple[SenderSettings, ...] = ()
    folders: tuple[FolderSettings, ...] = ()
    archives: tuple[DestinationSettings, ...] = ()
    analysis: AnalysisSettings = AnalysisSettings()
    page: PageSettings = PageSettings()

    @property
    def home(self) -> Path:
        """Return the node's folder."""
        return Path(self.folder)

    @property
    def place(self) -> str:
        """Return where the store is."""
        return self.store or str(self.home / "cases")


def read_settings(path: Path) -> NodeSettings:
    """Read and check the configuration of a node; its paths are taken from where it lies.

    Raises:
        ConfigurationError: it is missing, no TOML, or a value does not fit.
    """
    try:
        content = read_input(path, limit=_MAX)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            message("The configuration “{name}” cannot be read.", name=path.name),
            message("Check the path given to --config."),
        ) from error
    try:
        settings = msgspec.toml.decode(content, type=NodeSettings)
        _check(settings)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise ConfigurationError(
            message(
                "The configuration “{name}” is not valid: {why}.", name=path.name, why=_why(error)
            ),
            message("The example node.toml explains every setting."),
        ) from error
    return settings


def _why(error: Exception) -> str:
    """Return what is wrong, a pattern in words."""
    text = str(error)
    for pattern, words in _IN_WORDS.items():
        text = text.replace(f"`str` matching regex {pattern!r}", words)
    return text


def _check(settings: NodeSettings) -> None:
    if not Path(settings.folder).is_absolute():
        raise ValueError("folder must be an absolute path")
    if not _NAME.fullmatch(settings.name):
        raise ValueError("name must be letters, digits, - and _")
    if settings.listen is None and not settings.folders:
        raise ValueError("there is neither listen nor a folder, so nothing could ever come")
    for folder in settings.folders:
        if not Path(folder.path).is_absolute():
            raise ValueError("the path of a folder must be absolute")
    _check_callers(settings)
    _check_archives(settings)


def _check_callers(settings: NodeSettings) -> None:
    for sender in settings.senders:
        _ = sender.network
        if not sender.title and not sender.address:
            raise ValueError("a sender needs a title or an address")
        _check_forward(sender, settings)
    listen = settings.listen
    if listen is None:
        return
    if not settings.senders and not listen.anybody:
        raise ValueError("name senders, or say listen.anybody = true")
    if settings.senders and listen.anybody:
        raise ValueError("senders are named, so listen.anybody must be false")
    if bool(listen.cert) != bool(listen.key) or (listen.clients and not listen.cert):
        raise ValueError("listen needs cert and key, and clients only with them")


def _check_forward(sender: SenderSettings, settings: NodeSettings) -> None:
    names = {archive.name for archive in settings.archives}
    if not names.issuperset(sender.forward):
        raise ValueError(f"{sender.title} forwards to an archive that is not named")
    titles = [each.title for each in settings.senders]
    if sender.forward and (not sender.title or titles.count(sender.title) > 1):
        raise ValueError("a sender that forwards needs a title of its own")


def _check_archives(settings: NodeSettings) -> None:
    names = [archive.name for archive in settings.archives]
    if not all(map(_NAME.fullmatch, names)) or len({*names}) < len(names):
        raise ValueError("each archive needs a name of its own: letters, digits, - and _")
    for archive in settings.archives:
        if archive.archive is None:
            raise ValueError(f"the archive {archive.name} has no host")
        if not archive.results:
            raise ValueError(f"the archive {archive.name} gets no results")
        if archive.commit and settings.listen is None:
            raise ValueError(f"{archive.name} can only answer about commitment where it can call")
