"""Start a scheduler here and workers as SLURM jobs; needs dask-jobqueue and slurm.yaml.

python packaging/cluster/slurm.py JOBS     prints the scheduler's address, then waits to be ended
"""

import sys
import time

from dask_jobqueue import SLURMCluster

HOUR_S = 3600


def main(jobs: int) -> None:
    """Keep so many jobs until this is ended."""
    with SLURMCluster() as cluster:
        print("retivasc cohort … --scheduler", cluster.scheduler_address, flush=True)
        cluster.scale(jobs=jobs)
        while True:
            time.sleep(HOUR_S)


if __name__ == "__main__":
    main(int(sys.argv[1]))
