#!/usr/bin/env bash
# Fifty coordinators killed at random moments lose nothing that they have acknowledged to a worker.
# tar: yes
# limit: 600
source Tests/Faults/lab.sh
kills=${KILLS:-50}
manifest=$MANIFEST
slowly 30
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 20
witness a "$bundle"
witness b "$bundle"
wait_for 60 "the run" has_committed "$bundle" 1
lost=0 in_mid_run=0
for ((life = 1; life <= kills; life++)); do
  sleep "$((RANDOM % 3)).$((RANDOM % 10))"
  running "$pid_coordinator" || break
  kill -KILL "$pid_coordinator"
  wait "$pid_coordinator" 2>/dev/null || true
  in_mid_run=$((in_mid_run + 1))
  coordinate_again "$bundle"
done
finish coordinator 300
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
finish a 60
finish b 60
acknowledged >"$ROW/acknowledged"
committed "$bundle" >"$ROW/committed"
lost=$(comm -23 "$ROW/acknowledged" "$ROW/committed" | wc -l)
require "only $in_mid_run coordinators were killed" [ "$in_mid_run" -ge $((kills / 2)) ]
equal "the number of acknowledged results that are missing" "$lost" 0
whole "$bundle" "$expected"
saw "$in_mid_run kills, $(wc -l <"$ROW/acknowledged") acknowledged shards seen by workers, none missing" \
  "among $(wc -l <"$ROW/committed") committed, digest ${expected:0:12}."
