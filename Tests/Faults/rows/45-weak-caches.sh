#!/usr/bin/env bash
# A coordinator and a worker that see one folder through two caches that lag by 8 s agree in the end (rows 45, 46).
# limit: 300
source Tests/Faults/lab.sh
needs_fuse
needs jq
manifest=$(first "$MANIFEST" 400)
expected=$(undisturbed "$manifest")
mkdir "$ROW/real" "$ROW/view"
bundle=$ROW/view/bundle
# Each process sees ROW/real under the same name, ROW/view, through a mount of its own that believes for
# 8 s what it saw, or did not see.
# shellcheck disable=SC2016
view='bindfs -o attr_timeout=8,entry_timeout=8,negative_timeout=8 "$1" "$2" || exit 70; shift 2; exec "$@"'
start coordinator unshare --mount sh -c "$view" sh "$ROW/real" "$ROW/view" "$PROGRAM" coordinator \
  "$manifest" "$bundle" --bind 'tcp://127.0.0.1:*' --shard-events 40 "${export_flags[@]}"
start worker unshare --mount sh -c "$view" sh "$ROW/real" "$ROW/view" "$PROGRAM" worker \
  --bundle "$bundle" --slots 1
for name in coordinator worker; do
  pid=pid_$name
  wait_for 20 "a view of its own for the $name" grep -q "$ROW/view fuse" "/proc/${!pid}/mounts"
done
finish coordinator 240
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree worker
# Their file systems are what is left.
for pid in $(left); do kill "$pid" || true; done
whole "$ROW/real/bundle" "$expected"
saw "digest ${expected:0:12}."
