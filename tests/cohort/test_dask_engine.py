"""Whole runs with Dask, in processes of their own: few, as they start slowly."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import dask
import pytest

from app.base.errors import ConfigurationError
from app.cohort.dask_engine import DaskEngine, packed
from app.cohort.local_cores import NEEDED, share_out
from app.cohort.plan import chunks_to_do
from tests.cohort.stand_in import a_study, times_analysed
from tests.pacs.receiver import missing
from tests.support import PATIENCE_S, ROOT

LONG_S = 5 * PATIENCE_S
"""How long runs may take on the slowest machine: each process imports a lot."""

CLUSTER = ROOT / "packaging" / "cluster"

needs_openssl = pytest.mark.skipif(missing("openssl"), reason="needs openssl")


@contextmanager
def started(*command, place):
    """Start a program of Python's; end it in the end."""
    with (place / f"log-{time.monotonic_ns()}").open("wb") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield program
        finally:
            program.kill()
            program.wait(PATIENCE_S)
            program.stdout.close()


def told_by(program):
    """Wait for the end of a run, and return what it says."""
    out, _ = program.communicate(timeout=LONG_S)
    assert program.returncode == 0
    return json.loads(out.splitlines()[-1])


def wait_until(comes):
    end = time.monotonic() + LONG_S
    while not comes():
        assert time.monotonic() < end
        time.sleep(0.05)


def a_run(place, where="1"):
    """Start a run with so many workers of its own, or with those of a scheduler."""
    return started("tests.cohort.with_dask", str(place), where, place=place)


def open_gate(study):
    study.request.analyst.gate.touch()


@pytest.fixture
def address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"


def a_scheduler(address, place):
    protocol, _, where = address.partition("://")
    host, port = where.split(":")
    options = ("--protocol", protocol, "--host", host, "--port", port, "--no-dashboard")
    return started("distributed.cli.dask_scheduler", *options, place=place)


def a_worker(address, place, *options):
    common = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(place / "scratch"))
    return started("distributed.cli.dask_worker", address, *common, *options, place=place)


def test_what_a_scheduler_is_told_of_a_photograph_is_little(tmp_path):
    study = a_study(tmp_path, *(f"photograph-{n}.png" for n in range(256)), chunk=256)
    (chunk,) = chunks_to_do(study.folder, study.plan)
    assert len(packed(chunk, study.setting)) < 50 * len(chunk.items)


def test_the_only_worker_is_replaced_when_it_is_killed_and_what_killed_it_is_set_aside(tmp_path):
    names = [*(f"{n}.png" for n in range(6)), "bad.png", "poison.png"]
    study = a_study(tmp_path, *names, chunk=4)
    with a_run(tmp_path) as program:
        told = told_by(program)
    assert told["states"] == {"measured": 6, "failed": 1, "set aside": 1}
    assert "ended 2 times" in told["set_aside"][0]
    assert told["told"] == 8
    times = times_analysed(study.notes)
    assert times.pop("poison.png") == 2
    assert set(times.values()) == {1}


def test_a_run_that_was_killed_with_all_its_workers_goes_on(tmp_path):
    study = a_study(tmp_path, *(f"{n}.png" for n in range(5)), "x-gated.png", chunk=3)
    with a_run(tmp_path, "2") as program:
        wait_until((study.notes / "x-gated.png").exists)
        wait_until(study.folder.part(0).exists)
        program.send_signal(signal.SIGKILL)
        program.wait(PATIENCE_S)
    open_gate(study)
    with a_run(tmp_path) as program:
        told = told_by(program)
    assert told["states"] == {"measured": 6}
    times = times_analysed(study.notes)
    assert times.pop("x-gated.png") == 2  # it was under way
    assert set(times.values()) == {1}


def test_a_scheduler_that_is_killed_and_started_anew_gets_the_rest(tmp_path, address):
    study = a_study(tmp_path, "a.png", "b.png", "c-gated.png", "d.png", chunk=1)
    with ExitStack() as rest:
        with a_scheduler(address, tmp_path) as scheduler, a_worker(address, tmp_path):
            program = rest.enter_context(a_run(tmp_path, address))
            wait_until((study.notes / "c-gated.png").exists)
            scheduler.kill()
        open_gate(study)
        rest.enter_context(a_scheduler(address, tmp_path))
        rest.enter_context(a_worker(address, tmp_path))
        told = told_by(program)
    assert told["states"] == {"measured": 4}
    times = times_analysed(study.notes)
    assert times.pop("c-gated.png") == 2
    assert set(times.values()) == {1}


def test_a_worker_whose_disk_is_full_gets_no_further_work(tmp_path, address):
    study = a_study(tmp_path, *(f"{n}.png" for n in range(6)), chunk=1)
    preload = ("--preload", "tests.cohort.full_disk")
    with (
        a_scheduler(address, tmp_path),
        a_worker(address, tmp_path, *preload),
        a_worker(address, tmp_path),
        a_run(tmp_path, address) as program,
    ):
        told = told_by(program)
    assert told["states"] == {"measured": 6}
    again = sum(times_analysed(study.notes).values()) - 6
    # What the worker had in hand, and what lay ready for it, when nothing could be written.
    assert again <= 2


def test_a_photograph_that_needs_more_memory_than_a_worker_has_is_set_aside(tmp_path, address):
    a_study(tmp_path, "a.png", "hungry.png", "z.png", chunk=1)
    with (
        a_scheduler(address, tmp_path),
        a_worker(address, tmp_path, "--memory-limit", "1GB"),
        a_run(tmp_path, address) as program,
    ):
        told = told_by(program)
    assert told["states"] == {"measured": 2, "set aside": 1}
    assert "ended 2 times" in told["set_aside"][0]


def make_certificates(folder):
    script = ["sh", CLUSTER / "certificates.sh", folder]
    subprocess.run(script, check=True, capture_output=True)


@pytest.fixture
def certificates(tmp_path, monkeypatch):
    """Make certificates, and settings of Dask's that name them, as the manual says."""
    folder = tmp_path / "certificates"
    make_certificates(folder)
    settings = (CLUSTER / "tls.yaml").read_text().replace("/etc/retivasc", str(folder))
    place = tmp_path / "dask"
    place.mkdir()
    (place / "tls.yaml").write_text(settings)
    monkeypatch.setenv("DASK_CONFIG", str(place))
    return folder


@needs_openssl
def test_a_line_is_encrypted_and_strangers_are_not_let_in(tmp_path, address, certificates):
    secured = address.replace("tcp", "tls")
    a_study(tmp_path, "a.png", "bad.png", "c.png", chunk=1)
    with a_scheduler(secured, tmp_path), a_worker(secured, tmp_path):
        with a_run(tmp_path, secured) as program:
            assert told_by(program)["states"] == {"measured": 2, "failed": 1}
        host, port = address.removeprefix("tcp://").split(":")
        stranger = ssl.create_default_context(cafile=certificates / "authority.pem")
        stranger.check_hostname = False
        with (
            socket.create_connection((host, int(port)), PATIENCE_S) as plain,
            pytest.raises(ssl.SSLError, match="certificate required"),
            stranger.wrap_socket(plain) as line,
        ):
            line.recv(1)


@needs_openssl
def test_keys_are_for_their_owner_alone(certificates):
    keys = [path.stat().st_mode & 0o077 for path in certificates.glob("*.key")]
    assert keys == [0, 0]


@pytest.mark.parametrize(
    ("address", "settings", "told"),
    [
        ("tls://127.0.0.1:1", {}, "asks for a certificate, and none is set"),
        ("tcp://127.0.0.1:1", {"require-encryption": True}, "forbid “tcp://127.0.0.1:1”"),
        (
            "tls://127.0.0.1:1",
            {"tls.ca-file": "/gone.pem", "tls.client.cert": "/gone.pem"},
            "cannot be read: .*No such file",
        ),
    ],
)
def test_settings_that_do_not_fit_an_address_are_told_at_once(address, settings, told):
    own = {f"distributed.comm.{name}": value for name, value in settings.items()}
    with dask.config.set(own), pytest.raises(ConfigurationError, match=told):
        DaskEngine(address)


@needs_openssl
def test_a_scheduler_of_another_authority_is_not_trusted(tmp_path, address, certificates):
    secured = address.replace("tcp", "tls")
    a_study(tmp_path, "a.png")
    with a_scheduler(secured, tmp_path):
        wait_until(lambda: answers(secured))
        make_certificates(certificates)
        with a_run(tmp_path, secured) as program:
            program.communicate(timeout=LONG_S)
    assert program.returncode == 1
    log = "".join(path.read_text() for path in tmp_path.glob("log-*"))
    assert "shows no certificate that is trusted here" in log


def answers(address):
    host, port = address.partition("://")[2].split(":")
    with socket.socket() as line:
        return line.connect_ex((host, int(port))) == 0


@pytest.mark.parametrize(
    ("cores", "memory", "asked", "workers", "threads"),
    [
        (2, 16 << 30, None, 2, 1),
        (64, 256 << 30, None, 64, 1),
        (64, 32 << 30, None, 19, 3),  # memory for 19
        (4, 1 << 30, None, 1, 4),
        (8, 32 << 30, 2, 2, 4),
    ],
)
def test_cores_are_neither_idle_nor_fought_over(cores, memory, asked, workers, threads):
    share = share_out(cores, memory, asked)
    assert (share.workers, share.threads) == (workers, threads)
    assert share.workers * share.memory <= memory
    assert asked or workers == 1 or share.memory >= NEEDED
