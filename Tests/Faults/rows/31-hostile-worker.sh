#!/usr/bin/env bash
# A worker with a good key that sends a million malformed messages, lies, hellos and a mebibyte changes nothing (rows 31 to 33).
# limit: 400
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 10
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
guarded "$manifest" "$bundle" --shard-events 100
work_guarded a "$bundle"
wait_for 60 "work" has_committed "$bundle" 5
before=$(memory "$pid_coordinator")
began=$(now_ms)
place=$(endpoint "$bundle")
for kind in lies:20000 hello:20000 oversize:50 malformed:${MESSAGES:-1000000}; do
  # shellcheck disable=SC2046
  start "${kind%:*}" "$TOOL" flood "$place" --kind "${kind%:*}" --count "${kind#*:}" --seconds 200 \
    --seed "$SEED" $(worker_keys b)
done
finish lies 240
finish malformed 240
sent=$(cat "$ROW/malformed.log")
took=$(($(now_ms) - began))
workers=$(value '[.workers[] | .name] | join(" ")' || true)
malformed=$(value .retries.malformedMessages || true)
after=$(memory "$pid_coordinator" || echo 0)
finish coordinator 200
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
for name in lies hello oversize a; do kill_tree $name; done
whole "$bundle" "$expected"
grew=$(((after - before) / 1024))
require "the coordinator grew by $grew MiB" [ "$grew" -lt 64 ]
saw "$sent malformed in $took ms, ${malformed:-?} counted, workers admitted: ${workers:-?}; memory" \
  "$((before / 1024)) to $((after / 1024)) MiB, digest ${expected:0:12}."
