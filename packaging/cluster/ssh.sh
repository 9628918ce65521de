#!/bin/sh
# Start a scheduler on the first host of a list and workers on the others, by SSH; needs asyncssh or
# paramiko, keys that ask for no password, and the same Retivasc at the same place on each host.
#   sh packaging/cluster/ssh.sh ssh-hosts.txt PROCESSES
set -eu
hosts=$1
processes=$2
scheduler=$(head -n 1 "$hosts")
workers=$(mktemp)
trap 'rm -f "$workers"' EXIT
tail -n +2 "$hosts" >"$workers"
OMP_NUM_THREADS=1
export OMP_NUM_THREADS
echo "retivasc cohort … --scheduler tcp://$scheduler:8786"
/opt/retivasc/bin/python -m distributed.cli.dask_ssh \
    --scheduler "$scheduler" --scheduler-port 8786 \
    --hostfile "$workers" --nworkers "$processes" --nthreads 1 \
    --remote-python /opt/retivasc/bin/python
