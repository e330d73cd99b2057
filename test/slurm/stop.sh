#!/usr/bin/env bash
# stop.sh FOLDER: ends the Slurm that start.sh has started there, and its jobs.
folder=$(realpath -m "$1")
export SLURM_CONF="$folder/slurm.conf"
scancel --state=PENDING --user=root
scancel --user=root
for _ in $(seq 100); do
  [ -z "$(squeue -h -t RUNNING,COMPLETING)" ] && break
  sleep 0.1
done
pids=$(cat "$folder"/d-n1.pid "$folder"/d-n2.pid "$folder"/ctld.pid "$folder"/munge.pid)
for pid in $pids; do kill "$pid"; done
for pid in $pids; do
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
done
exit 0
