#!/usr/bin/env bash
# A coordinator and a worker that see one folder through two caches that lag by 8 s agree in the end (rows 45, 46).
# limit: 300
source Tests/Faults/lab.sh
needs_root
needs bindfs jq unshare
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
finish coordinator 240
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree worker
sleep 0.5
for pid in $(pgrep -f "bindfs .* $ROW/real"); do kill "$pid" || true; done
whole "$ROW/real/bundle" "$expected"
saw "digest ${expected:0:12}."
