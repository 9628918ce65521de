"""Watch over a connection while an archive is asked: who wants to stop need not wait for it."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from pynetdicom.association import Association

from app.base.progress import Cancelled, ShouldStop
from app.pacs.network.connection import hang_up

_LOOKED_AFTER_S = 0.1


@contextmanager
def stoppable(association: Association, should_stop: ShouldStop) -> Iterator[None]:
    """Break the connection as soon as somebody asks to stop, and be cancelled by that.

    Raises:
        Cancelled: somebody did.
    """
    over, stopped = threading.Event(), threading.Event()

    def watch() -> None:
        while not over.wait(_LOOKED_AFTER_S):
            if should_stop():
                stopped.set()
                hang_up(association)
                return

    watcher = threading.Thread(target=watch, name="watching an archive")
    watcher.start()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of values that are not as the standard wants them
            yield
    except Exception:
        if stopped.is_set():
            raise Cancelled from None
        raise
    finally:
        over.set()
        watcher.join()
    if stopped.is_set():
        raise Cancelled
