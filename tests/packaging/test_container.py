"""The container's recipe: who runs, what goes in, what starts."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.support import ROOT

FOLDER = ROOT / "packaging" / "container"
RECIPE = FOLDER / "Containerfile"
IGNORED = FOLDER / "Containerfile.dockerignore"
WINDOW = ("pyqtgraph", "PyQt5", "PyQt5-Qt5", "PyQt5_sip")


def instructions() -> list[tuple[str, str]]:
    """Return the instructions in their order, each on one line."""
    lines = [line for line in RECIPE.read_text().splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    parted = (line.partition(" ") for line in whole.split("\n"))
    return [(name.upper(), rest) for name, _, rest in parted if name]


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions of each stage, its FROM first."""
    found: list[list[tuple[str, str]]] = []
    for name, rest in instructions():
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def all_of(name: str, stage: list[tuple[str, str]]) -> list[str]:
    return [rest for each, rest in stage if each == name]


def copied() -> Iterator[str]:
    """Yield what is copied from the source tree."""
    for stage in stages():
        for rest in all_of("COPY", stage):
            *sources, _target = rest.split()
            if not sources[0].startswith("--from"):
                yield from (source.rstrip("/") for source in sources)


def test_base_is_a_slim_python_of_the_same_version_in_all_stages():
    bases = {rest.split()[0] for stage in stages() for rest in all_of("FROM", stage)}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+(@sha256:[0-9a-f]{64})?", bases.pop())


def test_all_that_is_copied_exists_and_reaches_the_builder():
    let_through = [line[1:] for line in IGNORED.read_text().splitlines() if line.startswith("!")]
    assert "*" in IGNORED.read_text().splitlines()
    assert sorted(copied()) == sorted(let_through)
    assert [source for source in copied() if not (ROOT / source).exists()] == []


def test_all_that_the_wheel_is_built_from_is_copied():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        *wheel["packages"],
        *wheel["force-include"],
        project["project"]["readme"],
        *project["project"]["license-files"],
    }
    here = set(copied())
    assert {path for path in needed if not {path, path.split("/")[0]} & here} == set()


def test_caches_do_not_reach_the_builder():
    patterns = [line for line in IGNORED.read_text().splitlines() if line.startswith("**/")]
    assert any(fnmatch("app/ui/__pycache__", pattern) for pattern in patterns)


def test_versions_are_those_that_were_tested():
    [build, _] = stages()
    [run] = all_of("RUN", build)
    assert '--constraint constraints.txt ".$EXTRAS"' in run
    assert "torch.version.cuda" in run


def test_what_the_window_needs_is_taken_out_again():
    [build, _] = stages()
    [run] = all_of("RUN", build)
    removed = run.partition("pip uninstall --yes ")[2].split()
    assert set(removed) >= set(WINDOW)
    pinned = (ROOT / "constraints.txt").read_text()
    assert [name for name in WINDOW if f"\n{name}==" not in pinned] == []


def test_nobody_special_runs_it():
    final = stages()[-1]
    [user] = all_of("USER", final)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)  # numbers, which a cluster can check
    names = [name for name, _ in final]
    assert not {"RUN", "COPY", "ADD"} & set(names[names.index("USER") :])


def test_it_starts_the_program_and_explains_itself():
    final = stages()[-1]
    assert [json.loads(rest) for rest in all_of("ENTRYPOINT", final)] == [["retivasc"]]
    assert [json.loads(rest) for rest in all_of("CMD", final)] == [["analyze", "--help"]]


def test_it_writes_into_its_volumes_and_tmp_only():
    final = stages()[-1]
    assert [json.loads(rest) for rest in all_of("VOLUME", final)] == [["/input", "/output"]]
    assert all_of("WORKDIR", final) == ["/output"]
    [environment] = all_of("ENV", final)
    assert {"HOME=/tmp", "PYTHONDONTWRITEBYTECODE=1"} <= set(environment.split())


def test_no_secret_and_no_address_is_written_down():
    text = RECIPE.read_text()
    assert not re.search(r"(?i)https?://|password=|token|secret|api[_-]?key", text)
    arguments = [rest for stage in stages() for rest in all_of("ARG", stage)]
    assert arguments == ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "EXTRAS"]  # none has a value
    assert all_of("ARG", stages()[-1]) == []


def test_linter_has_nothing_to_say():
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, RECIPE], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0
