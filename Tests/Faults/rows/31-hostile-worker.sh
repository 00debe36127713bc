#!/usr/bin/env bash
# A worker with a good key that sends a million malformed messages, lies, hellos and a mebibyte changes nothing (rows 31 to 33).
# limit: 900
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 100
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
guarded "$manifest" "$bundle" --shard-events 100
work_guarded a "$bundle"
wait_for 60 "work" has_committed "$bundle" 1
before=$(memory "$pid_coordinator")
began=$(now_ms)
place=$(endpoint "$bundle")
messages=${MESSAGES:-1000000}
for kind in lies:20000 hello:20000 oversize:50 malformed:"$messages"; do
  # shellcheck disable=SC2046
  start "${kind%:*}" "$TOOL" flood "$place" --kind "${kind%:*}" --count "${kind#*:}" --seconds 400 \
    --seed "$SEED" $(worker_keys b)
done
finish lies 420
finish malformed 420
took=$(($(now_ms) - began))
require "the run ended before the flood" running "$pid_coordinator"
require "not all were sent: $(cat "$ROW/malformed.log")" grep -qx "$messages sent" "$ROW/malformed.log"
dropped=$(value .retries.malformed_messages)
require "only $dropped messages were told malformed" [ "${dropped:-0}" -ge $((messages / 2)) ]
after=$(memory "$pid_coordinator")
for name in lies hello oversize; do kill_tree $name; done
# Somebody who is not slow ends it.
kill_tree a
slow=()
work_guarded a "$bundle"
finish coordinator 200
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree a
whole "$bundle" "$expected"
grew=$(((after - before) / 1024))
require "the coordinator grew by $grew MiB" [ "$grew" -lt 64 ]
saw "malformed: $messages sent and $dropped dropped in $took ms; memory $((before / 1024)) to $((after / 1024)) MiB," \
  "digest ${expected:0:12}."
