"""A PostgreSQL server of the tests' own: its own data, its own port, ended with them."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "postgres"


def _programs() -> Path | None:
    """Return the folder of the newest installed server; Debian keeps it off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    usual = shutil.which("initdb")
    return Path(usual).parent if usual else None


def _as_user() -> list[str]:
    """Return how a program is started that refuses to be run by root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """Start and stop one server, and make databases in it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._data = programs, folder / "data"
        self._folder = folder
        self.port = _free_port()
        self._count = 0

    def prepare(self) -> None:
        self._run("initdb", "-D", self._data, "-U", USER, "-A", "trust", "-E", "UTF8", "-N")

    def start(self) -> None:
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._data, "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def make_database(self) -> str:
        """Make an empty database and return its address."""
        import psycopg

        self._count += 1
        name = f"store{self._count}"
        address = f"postgresql://{USER}@127.0.0.1:{self.port}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return f"{address}/{name}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [*_as_user(), str(self._programs / program), *map(str, arguments)]
        log = self._folder / "output"
        with log.open("ab") as output:  # a pipe would be held open by the server
            done = subprocess.run(
                command, stdout=output, stderr=output, check=False, cwd=self._folder
            )
        assert done.returncode == 0, log.read_text(errors="replace")


@contextmanager
def running_server() -> Iterator[Server]:
    """Give a server; skip the test where PostgreSQL is not installed."""
    pytest.importorskip("psycopg")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="retivasc-pg-"))
    if _as_user():
        shutil.chown(folder, USER, USER)
    server = Server(programs, folder)
    try:
        server.prepare()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
