# Hosts made of network namespaces: a bridge, a cable each, names and addresses of their own; and a
# coordinator on h1 with a worker on each, over TCP with keys. Sourced by rows, after lab.sh.
needs_root
needs ip nsenter unshare jq
unshare --net true 2>/dev/null && ip netns list >/dev/null 2>&1 || skip "no network namespaces here"

space=cf$((BASHPID % 100000))
port=5555
hosts=0

# make_hosts COUNT: h1, h2 ... see each other and nothing else.
make_hosts() {
  local number host
  hosts=$1
  ip netns add "$space-sw" 2>/dev/null || skip "no network namespaces here"
  ip -n "$space-sw" link add br0 type bridge
  ip -n "$space-sw" link set br0 up
  for ((number = 1; number <= hosts; number++)); do
    host=$space-h$number
    ip netns add "$host"
    ip -n "$host" link add eth0 type veth peer name "port$number" netns "$space-sw"
    ip -n "$space-sw" link set "port$number" master br0 up
    ip -n "$host" addr add "10.78.0.$number/24" dev eth0
    ip -n "$host" link set eth0 up
    ip -n "$host" link set lo up
  done
}

remove_hosts() {
  local number
  for ((number = 1; number <= hosts; number++)); do
    ip netns del "$space-h$number" 2>/dev/null || true
  done
  ip netns del "$space-sw" 2>/dev/null || true
}

# on HOST COMMAND...: runs a command on host HOST (a number).
on() {
  local host=$1
  shift
  nsenter "--net=/run/netns/$space-h$host" "$@"
}

# start_on HOST NAME COMMAND...
start_on() {
  local host=$1 name=$2
  shift 2
  # shellcheck disable=SC2016 # the inner shell expands it
  start "$name" nsenter "--net=/run/netns/$space-h$host" unshare --uts \
    sh -c "hostname h$host; exec \"\$@\"" sh "$@"
}

# Pulls a cable: nothing gets in or out, and nobody is told.
cut_off() { ip -n "$space-sw" link set "port$1" down; }
heal() { ip -n "$space-sw" link set "port$1" up; }

# drop_packets HOST DIRECTION PORT-FIELD: silently loses TCP of our port; input and sport for what the
# coordinator says, output and dport for what is said to it.
drop_packets() {
  on "$1" nft -f - <<RULES
table inet faults {
  chain losses {
    type filter hook $2 priority 0; policy accept;
    tcp $3 $port counter drop
  }
}
RULES
}

# pass_packets HOST: how many were lost, into `lost_packets`.
pass_packets() {
  lost_packets=$(on "$1" nft list table inet faults | sed -nE 's/.*counter packets ([0-9]+).*/\1/p')
  on "$1" nft delete table inet faults
}

# one_way_silence DIRECTION PORT-FIELD: a run of two hosts, of which the second is not heard, or hears
# nothing, for 40 s; leases of 30 s run out, and it comes back.
one_way_silence() {
  local expected healed back expired
  needs nft
  slowly 30
  expected=$(undisturbed "$MANIFEST")
  run_on_hosts 2 "$MANIFEST"
  wait_for 60 "two hosts at work" at_work 2 1 2
  drop_packets 2 "$@"
  sleep 40 # The fault itself.
  expired=$(value .retries.expirations)
  pass_packets 2
  healed=$(now_ms)
  wait_for 60 "h2 back at work" holds_leases 2
  back=$(($(now_ms) - healed))
  require "nothing was lost" [ "$lost_packets" -ge 1 ]
  require "its leases did not run out" [ "$expired" -ge 1 ]
  end_well "$expected" 1 2
  saw "$lost_packets packets lost, $expired leases ran out, h2 at work $back ms after the link was whole," \
    "digest ${expected:0:12}."
}

# run_on_hosts COUNT MANIFEST FLAG...: a coordinator on h1 and a worker on each of the hosts.
run_on_hosts() {
  local number names=()
  make_hosts "$1"
  bundle=$ROW/bundle
  keys=$ROW/keys
  for ((number = 1; number <= hosts; number++)); do names+=(--worker "h$number"); done
  "$PROGRAM" keygen "$keys" "${names[@]}" --reader me >/dev/null
  on_host=(nsenter "--net=/run/netns/$space-h1")
  reader_keys=(--key "$keys/reader-me.key" --server-key "$keys/coordinator.pub")
  start_on 1 coordinator "$PROGRAM" coordinator "$2" "$bundle" --bind "tcp://10.78.0.1:$port" \
    --key "$keys/coordinator.key" --allow-list "$keys/allow-list" \
    --max-skip-rate 1 --progress plain --shard-events "${shard_events:-100}" "${@:3}"
  for ((number = 1; number <= hosts; number++)); do work_on "$number"; done
}

# work_on HOST: a worker with one slot there, as worker_HOST.
work_on() {
  start_on "$1" "worker_$1" "${slow[@]}" "$PROGRAM" worker --bundle "$bundle" --slots 1 \
    --key "$keys/worker-h$1.key" --server-key "$keys/coordinator.pub"
}

# holds_leases HOST...: all these hosts have leases.
holds_leases() {
  local host status
  status=$(live "$bundle") || return 1
  for host in "$@"; do
    jq -e --arg host "h$host" 'any(.workers[]; .host == $host and .leases != 0 and .leases != [])' \
      <<<"$status" >/dev/null || return 1
  done
}

holds_none() {
  local status
  status=$(live "$bundle") || return 1
  ! jq -e --arg host "h$1" 'any(.workers[]; .host == $host and .leases != 0 and .leases != [])' \
    <<<"$status" >/dev/null
}

# at_work COUNT HOST...: so many shards are done, and all these hosts have leases.
at_work() {
  has_committed "$bundle" "$1" && holds_leases "${@:2}"
}


# end_well DIGEST HOST...: the run ends with 0 and this digest, and the workers of these hosts with 0.
end_well() {
  local host
  finish coordinator 300
  equal "the coordinator's exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
  for host in "${@:2}"; do
    finish "worker_$host" 60
    equal "the exit code of the worker on h$host" "$code" 0
  done
  whole "$bundle" "$1"
}
