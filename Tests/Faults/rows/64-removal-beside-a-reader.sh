#!/usr/bin/env bash
# A bundle is replaced while somebody reads it, on a file system that keeps open files under another name.
# limit: 120
source Tests/Faults/lab.sh
needs_fuse
manifest=$(first "$MANIFEST" 200)
expected=$(undisturbed "$manifest")
mkdir "$ROW/real" "$ROW/view"
bindfs "$ROW/real" "$ROW/view"
bundle=$ROW/view/bundle
"$PROGRAM" export "$manifest" "$bundle" "${export_flags[@]}" >"$ROW/first.log" 2>&1
clips=("$bundle"/*/audio/*.wav "$bundle"/*/audio/*/*.wav)
exec 4<"${clips[0]}" 5<"${clips[1]}" 6<"$bundle/components.json"
code=0
timeout 60 "$PROGRAM" export "$manifest" "$bundle" --overwrite "${export_flags[@]}" >"$ROW/second.log" 2>&1 || code=$?
equal "the exit code ($(tail -n 1 "$ROW/second.log"))" "$code" 0
equal "the digest" "$(digest "$bundle")" "$expected"
hidden=$(find "$ROW/real" -name '.fuse_hidden*' | wc -l)
require "nothing was kept aside for the reader" [ "$hidden" -ge 1 ]
head -c 44 <&4 >/dev/null || fail "the reader lost its file"
exec 4<&- 5<&- 6<&-
wait_for 20 "no process left" nothing_left
saw "exit 0 with three files held open ($hidden kept aside), digest ${expected:0:12}."
