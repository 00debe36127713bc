#!/usr/bin/env bash
# A worker that stands still for less than its lease keeps it.
# limit: 90
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 3
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 200
work worker "$bundle"
wait_for 30 "work" has_committed "$bundle" 2
kill -STOP "$pid_worker"
sleep 2 # The fault itself.
kill -CONT "$pid_worker"
expired=$(value .retries.expirations)
finish coordinator 60
equal "the exit code" "$code" 0
equal "the number of leases that ran out" "$expired" 0
whole "$bundle" "$expected"
saw "2 s of 30 s, no lease ran out."
