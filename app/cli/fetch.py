"""``retivasc fetch``: fetch studies from an archive into a folder, or into the store."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.base.paths import user_fetched
from app.cli.cases import add_store_argument, opened_store
from app.cli.console import complain, say
from app.cli.nodes import add_node_arguments, node_of, port

if TYPE_CHECKING:
    from app.pacs.asking.retrieving import Fetched
    from app.settings.archives import ArchiveNode

NAME = "fetch"
HELP = "fetch studies from an archive (C-GET, C-MOVE, WADO-RS) into a folder, or into the store"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_node_arguments(parser, "--from")
    parser.add_argument(
        "--study",
        dest="studies",
        action="append",
        required=True,
        metavar="UID",
        help="the study, as find prints it; may be given again",
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--output", type=Path, metavar="DIR", help="folder for the files")
    where.add_argument(
        "--keep", action="store_true", help="put the photographs into the store of patients"
    )
    parser.add_argument(
        "--port",
        type=port,
        help=(
            "have the archive send to this port (C-MOVE), at which it must know the AE title of "
            "this workstation; without it the archive sends on the same connection (C-GET)"
        ),
    )
    add_store_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Fetch every study; return 1 when any object of any of them did not come.

    Raises:
        ArchiveError: the archive does not answer, or has no such study.
        ConfigurationError: what is asked for contradicts itself.
        StoreError: the store does not take it.
    """
    if arguments.store and not arguments.keep:
        raise ConfigurationError(
            message("A store is named, but nothing is to be kept."),
            message("Give --store only with --keep."),
        )
    node = node_of(arguments)
    for uid in arguments.studies:
        _check_uid(uid)
    if not arguments.keep:
        whole = [_fetch(node, uid, arguments.output) for uid in arguments.studies]
        return 0 if all(whole) else 1
    from app.pacs.asking.keeping import folder_of, keep_fetched

    whole = []
    store = opened_store(arguments.store)
    try:
        for uid in arguments.studies:
            folder = folder_of(user_fetched(), uid)
            whole.append(_fetch(node, uid, folder))
            kept = keep_fetched(store, folder)
            say(f"{len(kept.photographs)} photographs kept")
            for problem in kept.problems:
                complain(problem)
    finally:
        store.close()
    return 0 if all(whole) else 1


def _fetch(node: "ArchiveNode", study: str, folder: Path) -> bool:
    """Fetch one study and tell what came; return whether all of it did."""
    from app.pacs.asking.nodes import fetch

    with tqdm(total=1.0, disable=None, file=sys.stderr, leave=False) as bar:

        def on_progress(done: float, _stage: str) -> None:
            bar.update(done - bar.n)

        fetched = fetch(node, study, folder, on_progress=on_progress)
    _tell(fetched, study, folder)
    return not fetched.missing and not fetched.remarks


def _tell(fetched: "Fetched", study: str, folder: Path) -> None:
    for remark in fetched.remarks:
        complain(remark)
    new = sum(each.new for each in fetched.objects)
    known = len(fetched.objects) - new
    parts = [f"{new} objects fetched into {folder}"]
    parts += [f"{known} were there"] if known else []
    parts += [f"{fetched.missing} did not come"] if fetched.missing else []
    say(f"{study}: {'; '.join(parts)}")


def _check_uid(text: str) -> None:
    from app.pacs.asking.matching import is_uid

    if not is_uid(text):
        raise ConfigurationError(
            message("“{text}” is not the UID of a study.", text=text),
            message("retivasc find prints it: digits and dots, at most 64."),
        )
