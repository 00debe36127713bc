#!/usr/bin/env bash
# Workers at the lowest priority among fifty processes that want the same core are slow, not dead.
# limit: 240
source Tests/Faults/lab.sh
needs jq taskset
manifest=$(first "$MANIFEST" 1500)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
slowly 30
coordinate "$manifest" "$bundle" --shard-events 100
core=$(($(nproc) - 1))
start worker "${slow[@]}" taskset -c $core nice -n 19 "$PROGRAM" worker --bundle "$bundle" --slots 1
wait_for 60 "work" has_committed "$bundle" 1
for ((hog = 0; hog < 50; hog++)); do
  start "hog" taskset -c $core nice -n 15 sh -c 'while :; do :; done'
  hogs+=("$pid_hog")
done
sleep 40 # The fault itself: longer than a lease.
expired=$(value .retries.expirations)
during=$(records "$bundle" committed)
kill -KILL "${hogs[@]}"
finish coordinator 120
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
equal "the number of leases that ran out" "${expired:-0}" 0
finish worker 30
whole "$bundle" "$expected"
saw "$during of 15 shards in 40 s among 50 hogs, no lease of 30 s ran out."
