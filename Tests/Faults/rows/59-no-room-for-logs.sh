#!/usr/bin/env bash
# Logs on a full disk and closed outputs stop no work.
# short: yes
# limit: 120
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 400)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
start coordinator sh -c 'exec "$@" >/dev/full 2>&1' sh "$PROGRAM" coordinator "$manifest" "$bundle" \
  --bind 'tcp://127.0.0.1:*' --shard-events 40 --max-skip-rate 1 --progress plain
start a sh -c 'exec "$@" >&- 2>&-' sh "$PROGRAM" worker --bundle "$bundle" --name a --slots 1
start b sh -c 'exec "$@" 2>/dev/full' sh "$PROGRAM" worker --bundle "$bundle" --name b --slots 1
finish coordinator 90
[[ $code == 0 || $code == 74 ]] || fail "it ended with $code"
kill_tree a
kill_tree b
whole "$bundle" "$expected"
saw "exit $code (74: the summary could not be printed), digest ${expected:0:12}."
