#!/usr/bin/env bash
# A worker behind a link of 2 kbit/s works on and does not count as dead.
# limit: 300
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
needs tc
manifest=$MANIFEST
slowly 10
expected=$(undisturbed "$manifest")
shard_events=500
run_on_hosts 2 "$manifest"
wait_for 60 "two hosts at work" at_work 1 1 2
for host in 1 2; do
  # Host 1 is slow towards host 2 only; the coordinator and its own worker meet inside it.
  on "$host" tc qdisc add dev eth0 root tbf rate 2kbit burst 1600 latency 2s
done
finish coordinator 240
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
finish worker_2 90
slow=$code
held_up=$(on 2 tc -s qdisc show dev eth0 | sed -nE 's/.*overlimits ([0-9]+).*/\1/p' | head -n 1)
require "the link held nothing up" [ "${held_up:-0}" -ge 1 ]
whole "$bundle" "$expected"
expired=$(grep -c 'made no progress on' "$ROW/coordinator.log" || true)
equal "the number of leases that ran out" "$expired" 0
done_there=$(cat "$bundle"/.clipmill/journal.* | grep -ac '"worker":"h2"' || true)
require "h2 did nothing" [ "$done_there" -ge 1 ]
saw "$held_up packets held up, h2 made $done_there shards, no lease ran out, its worker left with $slow, digest ${expected:0:12}."
