#!/usr/bin/env bash
# Of two containers with one host name the second is refused, until the first one's beat has stood still for a minute.
# limit: 240
source Tests/Faults/lab.sh
needs_mounts
manifest=$(first "$MANIFEST" 400)
expected=$(undisturbed "$manifest")
slowly 10
bundle=$ROW/bundle
# contained NAME FLAG...: an export in a container of its own, as NAME.
contained() {
  start "$1" unshare --pid --fork --mount-proc --kill-child "${slow[@]}" \
    "$PROGRAM" export "$manifest" "$bundle" "${@:2}" --progress plain
}
contained first --shard-events 20 --max-skip-rate 1
wait_for 60 "shards" has_committed "$bundle" 2
began=$(now_ms)
contained second --resume
finish second 30
refused=$(($(now_ms) - began))
equal "the second one's exit code ($(tail -n 1 "$ROW/second.log"))" "$code" 73
running "$pid_first" || fail "the first one did not go on"
kill_tree first
wait_for 10 "the end of the first" nothing_left
began=$(now_ms)
contained third --resume
wait_for 90 "a second journal" test -e "$bundle/.clipmill/journal.2"
waited=$(($(now_ms) - began))
((waited >= 55000)) || fail "the third had the bundle after $waited ms"
kill_tree third
wait_for 10 "the end of the third" nothing_left
began=$(now_ms)
contained fourth --resume --take-over
wait_for 20 "a third journal" test -e "$bundle/.clipmill/journal.3"
taken=$(($(now_ms) - began))
finish fourth 60
equal "the last one's exit code ($(tail -n 1 "$ROW/fourth.log"))" "$code" 0
whole "$bundle" "$expected"
saw "refused after $refused ms, taken over $waited ms after a kill and with --take-over after $taken ms; digest ${expected:0:12}."
