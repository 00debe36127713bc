#!/usr/bin/env bash
# A worker stopped past its lease and continued is fenced, and its late files change nothing in the bundle.
# tar: yes
# limit: 240
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 3
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 200 --event-deadline 3s
work zombie "$bundle"
wait_for 30 "the first shard" has_committed "$bundle" 1
frozen=$(below "$pid_zombie")
# shellcheck disable=SC2086 # process ids
kill -STOP "$pid_zombie" $frozen
work healthy "$bundle"
wait_for 60 "leases that ran out" at_least 1 .retries.expirations
expired=$(value .retries.expirations)
# One comes back while the others work, and once more when all is done.
kill -CONT "$pid_zombie"
# shellcheck disable=SC2086
kill -CONT $frozen
wait_for 30 "the fencing of what it still had" at_least 1 .retries.fenced
# shellcheck disable=SC2086
kill -STOP "$pid_zombie" $frozen 2>/dev/null || true
finish coordinator 120
equal "the exit code" "$code" 0
finish healthy 60
summed "$bundle" >"$ROW/before"
# shellcheck disable=SC2086
kill -CONT $frozen "$pid_zombie" 2>/dev/null || true
# Once it has ended there is nothing that it still has to write.
finish zombie 120
equal "the exit code of the one that came back" "$code" 0
summed "$bundle" >"$ROW/after"
require "the bundle changed after the run" cmp -s "$ROW/before" "$ROW/after"
whole "$bundle" "$expected"
saw "$expired leases ran out; $(wc -l <"$ROW/after") files, none changed until the last worker had left by itself."
