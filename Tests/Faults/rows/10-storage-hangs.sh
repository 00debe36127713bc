#!/usr/bin/env bash
# Storage that hangs under one worker stops neither the coordinator nor the others.
# limit: 400
source Tests/Faults/lab.sh
needs_root
needs bindfs jq unshare
manifest=$MANIFEST
slowly 3
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
mkdir "$ROW/ready"
coordinate "$manifest" "$bundle" --shard-events 300 --event-deadline 3s
# One worker sees the recordings through a file system that will stand still.
# shellcheck disable=SC2016
start hanging unshare --mount sh -c \
  'bindfs -f "$1" "$1" & echo $! >"$2/bindfs"
  while ! grep -q "$1 fuse" /proc/mounts; do sleep 0.05; done
  shift 2; exec "$@"' sh "$CORPUS/audio" "$ROW/ready" \
  "${slow[@]}" "$PROGRAM" worker --bundle "$bundle" --name hanging --slots 1
wait_for 40 "the first shard" has_committed "$bundle" 1
kill -STOP "$(cat "$ROW/ready/bindfs")"
stopped=$(now_ms)
work healthy "$bundle"
finish coordinator 300
took=$(($(now_ms) - stopped))
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill -KILL "$(cat "$ROW/ready/bindfs")"
kill_tree hanging
whole "$bundle" "$expected"
saw "the run was complete $took ms after the recordings stood still for one of two workers."
