#!/usr/bin/env bash
# With messages lost, doubled and out of order on the way (rows 18 and 23 to 25), each shard counts once.
# limit: 240
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 3
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 50
wait_for 60 "the coordinator's address" has_endpoint "$bundle"
port=$(free_port)
start relay "$TOOL" relay "$(endpoint "$bundle")" --port "$port" --lose 5 --double 20 --delay 20 --seed "$SEED"
for name in a b; do
  start "$name" "${slow[@]}" "$PROGRAM" worker --connect "tcp://127.0.0.1:$port" --name "$name" --slots 1
done
finish coordinator 200
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
for name in relay a b; do kill_tree "$name"; done
whole "$bundle" "$expected"
saw "$(committed "$bundle" | wc -l) shards, 5 of 100 messages lost, 20 doubled, 20 up to 3 s late," \
  "digest ${expected:0:12}."
