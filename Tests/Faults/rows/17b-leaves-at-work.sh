#!/usr/bin/env bash
# A coordinator that is taken over while its threads inspect reports leaves with 73, each time.
# short: yes
# limit: 120
source Tests/Faults/lab.sh
shim_with linger
for time in 1 2 3; do
  bundle=$ROW/bundle-$time
  : >"$FAULTS_STRUCK"
  start "coordinator_$time" "${shimmed[@]}" "$PROGRAM" coordinator "$MANIFEST" "$bundle" \
    --bind 'tcp://127.0.0.1:*' "${export_flags[@]}" --shard-events 4
  work "worker_$time" "$bundle"
  wait_for 30 "a look into a report" has_struck linger .jsonl
  # Another one's first record.
  touch "$bundle/.clipmill/journal.2"
  finish "coordinator_$time" 30
  equal "the exit code ($(tail -n 1 "$ROW/coordinator_$time.log"))" "$code" 73
  kill_tree "worker_$time"
  rm -rf "$bundle"
done
saw "three coordinators left with 73, each with a report in hand."
