"""The nodes of a network that commands speak to: named in the settings, or by their address."""

import argparse
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.base.paths import machine_settings, user_settings
from app.settings.archives import ArchiveNode

if TYPE_CHECKING:
    from app.settings.preferences import Preferences

_URL = re.compile(r"https?://", re.IGNORECASE)
_CALLED, _CALLING = "ANY-SCP", "RETIVASC"


def address(text: str) -> tuple[str, int]:
    """Read HOST:PORT, or [HOST]:PORT of an IPv6 address; argparse words the error."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise argparse.ArgumentTypeError("a host and a port from 1 to 65535 are needed: HOST:PORT")
    return host, int(port)


def port(text: str) -> int:
    """Read a port; argparse words the error."""
    if not text.isdecimal() or not 0 < int(text) < 1 << 16:
        raise argparse.ArgumentTypeError("a port from 1 to 65535 is needed")
    return int(text)


def add_titles(parser: argparse.ArgumentParser) -> None:
    """Declare --called and --calling."""
    parser.add_argument(
        "--called", metavar="AE", help=f"AE title of the archive (default: {_CALLED})"
    )
    parser.add_argument(
        "--calling", metavar="AE", help=f"AE title of this workstation (default: {_CALLING})"
    )


def add_encryption(parser: argparse.ArgumentParser) -> None:
    """Declare --tls, --ca, --cert and --key."""
    parser.add_argument("--tls", action="store_true", help="encrypt the connection")
    parser.add_argument(
        "--ca", metavar="FILE", help="trusted certificates (PEM; default: the system's)"
    )
    parser.add_argument(
        "--cert",
        metavar="FILE",
        help="certificate of this workstation (PEM), if the archive asks for one",
    )
    parser.add_argument("--key", metavar="FILE", help="its key (PEM), if not in the same file")


def add_node_arguments(parser: argparse.ArgumentParser, flag: str) -> None:
    """Declare the flag that names a node, as --from or --to, and what belongs to it."""
    parser.add_argument(
        flag,
        dest="node",
        type=named_node,
        required=True,
        metavar="NODE",
        help="name of an archive in the settings, its HOST:PORT, or the https:// of its DICOMweb",
    )
    add_titles(parser)
    add_encryption(parser)


def named_node(text: str) -> ArchiveNode:
    """Return the node of a name or an address; argparse turns the error into a usage message."""
    if _URL.match(text):
        return ArchiveNode(dicomweb=text)
    nodes = [each for each in preferences().archives if each.can_be_asked]
    for node in nodes:
        if node.name and node.name.casefold() == text.casefold():
            return node
    try:
        host, number = address(text)
    except argparse.ArgumentTypeError as error:
        known = ", ".join(each.name for each in nodes if each.name) or "none"
        raise argparse.ArgumentTypeError(
            f"no archive is called so in the settings (known: {known}), and {error}"
        ) from error
    return ArchiveNode(host=host, port=number)


def node_of(arguments: argparse.Namespace) -> ArchiveNode:
    """Return the node that was named, with what the other arguments say of it.

    Raises:
        ConfigurationError: encryption is half asked for.
    """
    node: ArchiveNode = arguments.node
    secured = any((arguments.ca, arguments.cert, arguments.key))
    encrypted = arguments.tls or node.tls or node.dicomweb
    if (secured and not encrypted) or (arguments.key and not arguments.cert):
        raise ConfigurationError(
            message("The encryption options contradict each other."),
            message("Give --tls with --ca and --cert, and --key only with --cert."),
        )
    said = {
        "called": arguments.called,
        "calling": arguments.calling,
        "tls": arguments.tls,
        "ca": arguments.ca,
        "cert": arguments.cert,
        "key": arguments.key,
        "receive_port": getattr(arguments, "port", None),
    }
    return replace(node, **{name: value for name, value in said.items() if value})


def preferences() -> "Preferences":
    """Return what the settings of this computer and of its user say."""
    from app.settings.machine_file import load_machine_settings
    from app.settings.user_file import load_preferences

    return load_preferences(user_settings(), load_machine_settings(machine_settings()))
