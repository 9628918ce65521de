"""The files that start a cohort's workers on a cluster are read by the tools they are for."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from msgspec import json

from app import __version__
from tests.support import ROOT

CLUSTER = ROOT / "packaging" / "cluster"


def run(*command: object, **options) -> str:
    import sys

    done = subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, text=True, check=True, **options
    )
    return done.stdout


JOB_SCRIPT = """
import json, sys, yaml, dask
with open(sys.argv[1]) as file:
    settings = yaml.safe_load(file)
with dask.config.set(settings):
    from dask_jobqueue.slurm import SLURMJob
    job = SLURMJob("tcp://10.0.0.1:8786", name="1")
    known = set(dask.config.get("jobqueue.slurm"))
    print(json.dumps([job.job_script(), sorted(known)]))
"""


@pytest.fixture(scope="module")
def job() -> tuple[str, list[str]]:
    script, known = json.decode(run("-W", "ignore", "-c", JOB_SCRIPT, CLUSTER / "slurm.yaml"))
    return script, known


def test_slurm_gets_jobs_whose_processes_have_a_core_each(job):
    script = job[0]
    assert "#SBATCH --cpus-per-task=16" in script
    assert "#SBATCH --mem=30G" in script  # 32 GB
    assert "#SBATCH -t 12:00:00" in script
    assert "#SBATCH --requeue" in script
    worker = next(line for line in script.splitlines() if "dask_worker" in line)
    assert worker.startswith("/opt/retivasc/bin/python -m distributed.cli.dask_worker")
    for option in ("--nthreads 1", "--nworkers 16", "--memory-limit 1.86GiB", "--lifetime 11h30m"):
        assert option in worker
    assert "export OMP_NUM_THREADS=1" in script


def test_slurm_knows_every_setting(job):
    settings = yaml.safe_load((CLUSTER / "slurm.yaml").read_text())["jobqueue"]["slurm"]
    defaults = run(
        "-W",
        "ignore",
        "-c",
        "import dask, dask_jobqueue, json; print(json.dumps(dask.config.get('jobqueue.slurm')))",
    )
    assert set(settings) <= set(json.decode(defaults))


def documents() -> list[dict]:
    return list(yaml.safe_load_all((CLUSTER / "kubernetes.yaml").read_text()))


def containers() -> list[dict]:
    specs = [each["spec"]["template"]["spec"] for each in documents() if "template" in each["spec"]]
    return [container for spec in specs for container in spec["containers"]]


PARSED = """
import sys, importlib
module = importlib.import_module(sys.argv[1])
command = module.main
command.make_context("dask", sys.argv[2:], resilient_parsing=False)
"""


def test_kubernetes_starts_what_dask_understands():
    started = [each for each in containers() if "command" in each]
    assert {each["name"] for each in started} == {"scheduler", "worker"}
    for each in started:
        python, dash_m, module = each["command"]
        assert (python, dash_m) == ("python", "-m")
        run("-W", "ignore", "-c", PARSED, module, *each["args"])


def test_kubernetes_runs_a_command_that_the_program_knows():
    from app.cli.parser import available_commands, build_parser

    (job,) = (each for each in containers() if each["name"] == "run")
    parsed = build_parser(available_commands()).parse_args(job["args"])
    assert parsed.scheduler == "tcp://retivasc-scheduler:8786"
    assert parsed.output == Path("/output/cohort")


def test_the_pods_are_of_one_version_and_of_nobody_special():
    assert {each["image"].rpartition(":")[2] for each in containers()} == {f"{__version__}-cohort"}
    for each in containers():
        assert each["securityContext"]["runAsNonRoot"]
        assert each["securityContext"]["readOnlyRootFilesystem"]
        assert "limits" in each["resources"]
    kinds = [each["kind"] for each in documents()]
    assert kinds.count("NetworkPolicy") == 1


def test_the_labels_that_select_pods_are_those_of_pods():
    labels = [
        each["spec"]["template"]["metadata"]["labels"]
        for each in documents()
        if "template" in each["spec"]
    ]
    for each in documents():
        selector = each["spec"].get("selector") or each["spec"].get("podSelector")
        if selector:
            wanted = selector.get("matchLabels", selector)
            assert any(wanted.items() <= label.items() for label in labels)


def test_ssh_starts_what_dask_understands():
    script = (CLUSTER / "ssh.sh").read_text()
    subprocess.run(["sh", "-n", CLUSTER / "ssh.sh"], check=True)
    command = script[script.index("distributed.cli.dask_ssh") :].replace("\\\n", " ")
    words = re.sub(r'"\$(\w+)"', lambda found: {"processes": "4"}.get(found[1], "host"), command)
    module, *options = words.split()
    hosts = options.index("--hostfile") + 1
    options[hosts] = str(CLUSTER / "ssh-hosts.txt")
    run("-W", "ignore", "-c", PARSED, module, *options)
