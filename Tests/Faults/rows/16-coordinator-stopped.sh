#!/usr/bin/env bash
# A coordinator that stood still far longer than a lease expires no lease when it wakes.
# limit: 180
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 10
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 200
work worker "$bundle"
wait_for 30 "work" has_committed "$bundle" 2
kill -STOP "$pid_coordinator"
sleep "${NAP:-60}" # The fault itself.
kill -CONT "$pid_coordinator"
wait_for 30 "work after the nap" has_committed "$bundle" $(($(records "$bundle" committed) + 2))
expired=$(value .retries.expirations)
equal "the number of leases that ran out" "${expired:-0}" 0
finish coordinator 90
equal "the exit code" "$code" 0
finish worker 30
equal "the worker's exit code" "$code" 0
whole "$bundle" "$expected"
saw "${NAP:-60} s asleep, leases of 30 s, none ran out."
