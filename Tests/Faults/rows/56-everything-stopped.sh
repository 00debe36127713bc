#!/usr/bin/env bash
# A machine that sleeps for two leases and wakes continues where it was.
# limit: 180
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 5
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
coordinate "$manifest" "$bundle" --shard-events 200 --event-deadline 4s
work a "$bundle"
work b "$bundle"
wait_for 60 "work" has_committed "$bundle" 3
everyone=$(left)
# shellcheck disable=SC2086
kill -STOP $everyone
sleep 12 # The fault itself.
# shellcheck disable=SC2086
kill -CONT $everyone
wait_for 30 "work after it" has_committed "$bundle" $(($(records "$bundle" committed) + 2))
expired=$(value .retries.expirations)
finish coordinator 120
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
finish a 30
finish b 30
whole "$bundle" "$expected"
saw "12 s asleep with leases of 6 s, $expired ran out, digest ${expected:0:12}."
