"""Preloaded into workers on this machine: Ctrl+C is the command's, which asks them to stop.

A shell sends it to all processes of a command. What a worker has in hand would be lost.
"""

import signal


def dask_setup(_worker: object) -> None:
    """Let a worker's process pass over Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
