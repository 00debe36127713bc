#!/usr/bin/env bash
# A worker whose main thread hangs while its network thread answers loses its lease all the same.
# limit: 120
source Tests/Faults/lab.sh
needs_trace
needs jq
manifest=$MANIFEST
slowly 5
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 300 --event-deadline 3s
work stuck "$bundle"
wait_for 30 "the first shard" has_committed "$bundle" 1
# Only the main thread is held, in its next wait.
start holder strace -qq -o "$ROW/calls" -p "$pid_stuck" -e trace=poll,ppoll -e inject=poll,ppoll:delay_enter=60s
held=$(now_ms)
work healthy "$bundle"
wait_for 40 "leases that ran out" at_least 1 .retries.expirations
after=$(($(now_ms) - held))
kill_tree holder
require "no call was held" grep -q -e DELAYED -e poll "$ROW/calls"
finish coordinator 90
equal "the exit code" "$code" 0
kill_tree stuck
whole "$bundle" "$expected"
saw "its lease of 4.5 s was over after $after ms."
