#!/usr/bin/env bash
# A host whose storage hangs is excluded; the others finish, and no event is blamed for it.
# limit: 400
source Tests/Faults/lab.sh
needs_root
needs bindfs jq unshare
manifest=$MANIFEST
slowly 3
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
mkdir "$ROW/ready"
coordinate "$manifest" "$bundle" --shard-events 60 --event-deadline 2s
# One host sees the recordings through a file system that will stand still.
# shellcheck disable=SC2016
start hanging unshare --mount --uts sh -c \
  'hostname hanging; bindfs -f "$1" "$1" & echo $! >"$2/bindfs"
  while ! grep -q "$1 fuse" /proc/mounts; do sleep 0.05; done
  shift 2; exec "$@"' sh "$CORPUS/audio" "$ROW/ready" \
  "${slow[@]}" "$PROGRAM" worker --bundle "$bundle" --name one --slots 1
wait_for 40 "the first shard" has_committed "$bundle" 1
kill -STOP "$(cat "$ROW/ready/bindfs")"
stopped=$(now_ms)
work healthy "$bundle"
left_out() { [[ $(value '.excluded[].subject') == hanging ]]; }
wait_for 90 "the host left out" left_out
out=$(($(now_ms) - stopped))
require "a line of status for people" grep -q 'hanging.* strikes' <("$PROGRAM" status "$bundle" "${reader_keys[@]}")
finish coordinator 300
took=$(($(now_ms) - stopped))
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill -KILL "$(cat "$ROW/ready/bindfs")"
kill_tree hanging
whole "$bundle" "$expected"
equal "the number of events quarantined" "$(records "$bundle" quarantined)" 0
saw "left out $out ms after its recordings stood still, complete after $took ms, nothing quarantined."
