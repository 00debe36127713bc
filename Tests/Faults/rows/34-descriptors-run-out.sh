#!/usr/bin/env bash
# A coordinator without descriptors for its peers neither spins nor ends, and says or survives it.
# limit: 180
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 5
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
ulimit -Sn 128
code=0
guarded "$manifest" "$bundle" --shard-events 100 || code=$?
ulimit -Sn "$(ulimit -Hn)"
work_guarded a "$bundle"
wait_for 60 "work" has_committed "$bundle" 3
limit=$(awk '/open files/ { print $4 }' "/proc/$pid_coordinator/limits")
start crowd "$TOOL" plain "$(port_of "$bundle")" --connections 400 --seconds 20
sleep 3 # Until they are all there.
before=$(ticks "$pid_coordinator")
sleep 10 # What is measured.
used=$(($(ticks "$pid_coordinator") - before))
kill_tree crowd
finish coordinator 120
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree a
whole "$bundle" "$expected"
saw "limit $limit (given 128), 400 connections more: $used hundredths of CPU time in 10 s, digest ${expected:0:12}."
