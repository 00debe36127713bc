#!/usr/bin/env bash
# The links of three of four hosts are cut one after another and restored in another order.
# limit: 400
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
manifest=$MANIFEST
slowly 30
expected=$(undisturbed "$manifest")
run_on_hosts 4 "$manifest"
wait_for 60 "four hosts at work" at_work 2 1 2 3 4
for host in $(shuf -e 2 3 4 --random-source=<(yes "$SEED")); do
  cut_off "$host"
  sleep "$((1 + RANDOM % 5))"
done
for host in $(shuf -e 2 3 4 --random-source=<(yes "$SEED again")); do
  sleep "$((1 + RANDOM % 5))"
  heal "$host"
done
expired=$(value .retries.expirations)
finish coordinator 300
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
for host in 1 2 3 4; do kill_tree "worker_$host"; done
whole "$bundle" "$expected"
saw "$expired leases ran out, digest ${expected:0:12}."
