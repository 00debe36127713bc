# A Slurm cluster of three nodes on this one machine; sourced by scripts/test-slurm, after Tests/Faults/lab.sh.
#
# Each node is a slurmd with a name, processes and mounts of its own, so that a node dies like a machine: all
# at once. Credentials live 5 s instead of 120, which is how long Slurm holds a job that it requeues.
needs_root
needs unshare munged slurmctld slurmd sbatch squeue scontrol
unshare --mount --pid --uts --fork true 2>/dev/null || skip "no namespaces here"

nodes=(n1 n2 n3)
export SLURM_CONF=$ROW/slurm.conf

write_settings() {
  local node here
  here=$(hostname -s)
  cat <<SETTINGS
ClusterName=lab
SlurmctldHost=$here(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$ROW/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$ROW/state
SlurmdSpoolDir=$ROW/spool/%n
SlurmctldPidFile=$ROW/slurmctld.pid
SlurmdPidFile=$ROW/slurmd-%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
PropagateResourceLimits=NONE
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2,sched_min_interval=0
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmdTimeout=15
InactiveLimit=0
JobRequeue=1
KillWait=15
MinJobAge=300
SETTINGS
  for node in "${nodes[@]}"; do
    echo "NodeName=$node NodeHostname=$node NodeAddr=127.0.0.1 Port=$(free_port) CPUs=2 RealMemory=1000"
  done
  echo "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=10 GraceTime=10"
  echo "PartitionName=high Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=100 PreemptMode=OFF"
}

# add_node NAME: starts its slurmd; kill_tree node_NAME is a power cut.
add_node() {
  # shellcheck disable=SC2016 # the inner shell expands it
  start "node_$1" unshare --mount --pid --uts --fork --mount-proc --kill-child bash -c '
    hostname "$1"
    mount --bind "$2" /etc/hosts
    slurmd -D -N "$1" &
    # As the first process it also takes in those whose parents died.
    while :; do wait; sleep 1; done
  ' node "$1" "$ROW/hosts"
}

make_cluster() {
  local node
  mkdir -p "$ROW/munge" "$ROW/state" "$ROW/spool"
  # munged wants a socket that all users may reach.
  chmod 0711 "$LAB" "$ROW" "$ROW/munge"
  (umask 077 && head -c 1024 /dev/urandom >"$ROW/munge/key")
  start munge munged --foreground --key-file "$ROW/munge/key" --socket "$ROW/munge/socket" \
    --pid-file "$ROW/munge/pid" --log-file "$ROW/munge/log" --seed-file "$ROW/munge/seed"
  printf '127.0.0.1 localhost\n' >"$ROW/hosts"
  for node in "${nodes[@]}"; do
    mkdir "$ROW/spool/$node"
    echo "127.0.0.1 $node" >>"$ROW/hosts"
  done
  write_settings >"$SLURM_CONF"
  wait_for 30 "munge" test -S "$ROW/munge/socket"
  start slurmctld slurmctld -D
  for node in "${nodes[@]}"; do add_node "$node"; done
  wait_for 60 "three idle nodes" all_idle
}

all_idle() { [[ $(sinfo --noheader --partition=main --format='%T %D' 2>/dev/null) == "idle 3" ]]; }

remove_cluster() {
  local name
  for name in "${nodes[@]}"; do kill_tree "node_$name"; done
  kill_tree slurmctld
  kill_tree munge
}

# submit NAME WORD...: a job whose output goes to NAME.out, as sbatch takes the words; its number into `job`.
submit() {
  local name=$1
  shift
  job=$(sbatch --parsable --output="$ROW/$name.out" --cpus-per-task=1 "$@")
}

# shown FIELD: of the job.
shown() { scontrol show job --oneliner "$job" | grep -o "\b$1=[^ ]*" | head -n 1 | cut -d= -f2; }

has_state() { [[ $(shown JobState) == "$1" ]]; }

# is_over: the job, or all jobs of its array.
is_over() {
  ! squeue --noheader --jobs="$job" --states=all --format=%T |
    grep -qvxE 'COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL|PREEMPTED|OUT_OF_MEMORY'
}
