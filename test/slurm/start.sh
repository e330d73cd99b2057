#!/usr/bin/env bash
# start.sh FOLDER PORT: a Slurm of two virtual nodes on this machine, as root, without systemd, on three ports from PORT on.
# Leaves its configuration in FOLDER/slurm.conf, to be named by SLURM_CONF; stop.sh FOLDER ends what this has started.
set -euo pipefail
folder=$(realpath -m "$1")
port=$2
mkdir -p "$folder/munge" "$folder/ctld" "$folder/d-n1" "$folder/d-n2"
# munged refuses a socket's folder that others may write into, and one that they can't reach.
chmod 755 "$folder" "$folder/munge"
head -c 1024 /dev/urandom > "$folder/munge/key"
chmod 400 "$folder/munge/key"
munged --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge.pid" \
  --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" --force
cat > "$folder/slurm.conf" <<CONF
ClusterName=ebm
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
StateSaveLocation=$folder/ctld
SlurmdSpoolDir=$folder/d-%n
SlurmctldPidFile=$folder/ctld.pid
SlurmdPidFile=$folder/d-%n.pid
SlurmctldLogFile=$folder/ctld.log
SlurmdLogFile=$folder/d-%n.log
SlurmUser=root
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=600
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
NodeName=n[1-2] NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 2))] CPUs=1 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
CONF
export SLURM_CONF="$folder/slurm.conf"
slurmctld
for node in n1 n2; do slurmd -N "$node"; done
for _ in $(seq 300); do
  [ "$(sinfo -h -N -t idle | wc -l)" = 2 ] && exit 0
  sleep 0.2
done
sinfo
tail -n 5 "$folder"/*.log
exit 1
