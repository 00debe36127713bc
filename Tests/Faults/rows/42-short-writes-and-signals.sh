#!/usr/bin/env bash
# Reads and writes of at most 100 bytes, and a signal every millisecond, change no byte.
# short: yes
# limit: 180
source Tests/Faults/lab.sh
needs cc
manifest=$(first "$MANIFEST" 200)
expected=$(undisturbed "$manifest")
shim=$(shim)
for words in short interrupts short,interrupts; do
  bundle=$ROW/$words
  start run env LD_PRELOAD="$shim" FAULTS_SHIM="$words" "$PROGRAM" export "$manifest" "$bundle" \
    --shard-events 40 "${export_flags[@]}"
  finish run 120
  equal "the exit code with $words ($(tail -n 1 "$ROW/run.log"))" "$code" 0
  whole "$bundle" "$expected"
done
saw "three exports of 200 events, digest ${expected:0:12}."
