#!/usr/bin/env bash
# Killing a worker without work delays nothing.
# limit: 120
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 3
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 1000000
work busy "$bundle"
work idle "$bundle"
both() { live "$bundle" | jq -e '(.workers | length) == 2 and .shards.leased == 1' >/dev/null; }
wait_for 30 "two workers, one shard" both
for name in busy idle; do
  if live "$bundle" | jq -e --arg name $name 'any(.workers[]; .name == $name and .leases == [])' >/dev/null; then
    break
  fi
done
kill_tree "$name"
work late "$bundle"
finish coordinator 90
equal "the exit code" "$code" 0
whole "$bundle" "$expected"
saw "the digest ${expected:0:12}, the idle one of two killed."
