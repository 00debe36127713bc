#!/usr/bin/env bash
# Reads and writes of at most 100 bytes, and a signal every millisecond, change no byte.
# short: yes
# limit: 180
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 200)
expected=$(undisturbed "$manifest")
for words in short interrupts short,interrupts; do
  bundle=$ROW/$words
  shim_with "$words"
  start run "${shimmed[@]}" "$PROGRAM" export "$manifest" "$bundle" \
    --shard-events 40 "${export_flags[@]}"
  finish run 120
  equal "the exit code with $words ($(tail -n 1 "$ROW/run.log"))" "$code" 0
  whole "$bundle" "$expected"
  for word in ${words//,/ }; do must_strike "$word"; done
  rm "$FAULTS_STRUCK"
done
saw "three exports of 200 events, digest ${expected:0:12}."
