#!/usr/bin/env bash
# A bit flipped on the wire, in either direction, reaches no parser, and the worker comes back by itself.
# limit: 240
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 5
expected=$(undisturbed "$manifest")
for direction in coordinator worker; do
  bundle=$ROW/$direction
  guarded "$manifest" "$bundle" --shard-events 100
  there=$(free_port)
  start wire "$TOOL" wire "$(port_of "$bundle")" --port "$there" --times 2 --towards "$direction"
  # shellcheck disable=SC2046
  start a "${slow[@]}" "$PROGRAM" worker --connect "tcp://127.0.0.1:$there" --name a --slots 1 $(worker_keys a)
  wait_for 120 "a third connection" grep -q 'connection 3' "$ROW/wire.log"
  before=$(records "$bundle" committed)
  wait_for 60 "work over it" has_committed "$bundle" $((before + 1))
  malformed=$(value .retries.malformed_messages)
  finish coordinator 100
  equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
  kill_tree a
  kill_tree wire
  equal "the number of damaged messages that were read" "${malformed:-0}" 0
  whole "$bundle" "$expected"
  saw "towards the $direction: two connections damaged, the third one worked;"
  rm "$ROW/wire.log"
done
