#!/usr/bin/env bash
# A coordinator that may open too few files refuses to start; one that runs out later goes on.
# limit: 180
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 5
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
"$PROGRAM" keygen "$ROW/keys" --worker a --worker b --reader r >/dev/null
start refused bash -c 'ulimit -n 128; exec "$@"' bash "$PROGRAM" coordinator "$manifest" "$bundle" \
  --bind 'tcp://127.0.0.1:*' --key "$ROW/keys/coordinator.key" --allow-list "$ROW/keys/allow-list"
finish refused 30
[[ $code != 0 ]] || fail "128 files were enough"
require "no word on what to raise" grep -q 'ulimit -Hn' "$ROW/refused.log"
around=(bash -c 'ulimit -n 300; exec "$@"' bash)
guarded "$manifest" "$bundle" --shard-events 100
work_guarded a "$bundle"
wait_for 60 "work" has_committed "$bundle" 3
start crowd "$TOOL" plain "$(port_of "$bundle")" --connections 400 --seconds 20
sleep 3 # Until they are all there.
open=$(ls "/proc/$pid_coordinator/fd" | wc -l)
before=$(ticks "$pid_coordinator")
sleep 10 # What is measured.
used=$(($(ticks "$pid_coordinator") - before))
kill_tree crowd
finish coordinator 120
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree a
whole "$bundle" "$expected"
saw "128 files: refused with the remedy; 300: $open open and 400 connections, $used hundredths of CPU time in" \
  "10 s, digest ${expected:0:12}."
