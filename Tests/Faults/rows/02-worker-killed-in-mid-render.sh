#!/usr/bin/env bash
# A worker that is killed with its renderers at any moment costs only time, and no event is blamed.
# tar: yes
# limit: 120
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 2
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 100 --event-deadline 3s
for ((life = 1; life <= 6; life++)); do
  work "w$life" "$bundle"
  wait_for 30 "worker $life at work" has_committed "$bundle" $((life * 3))
  sleep "0.$((RANDOM % 10))"
  kill_tree "w$life"
done
killed=$(now_ms)
before=$(records "$bundle" committed)
work last "$bundle"
wait_for 12 "a shard after the last kill" has_committed "$bundle" $((before + 1))
again=$(($(now_ms) - killed))
finish coordinator 90
equal "the exit code" "$code" 0
finish last 30
equal "the last worker's exit code" "$code" 0
whole "$bundle" "$expected"
saw "six workers killed, the next one at work after $again ms, digest ${expected:0:12}."
