#!/usr/bin/env bash
# A coordinator that may open too few files refuses to start; one that runs out of files later continues.
# limit: 300
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 20
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
"$PROGRAM" keygen "$ROW/keys" --worker a --worker b --reader r >/dev/null
start refused bash -c 'ulimit -n 128; exec "$@"' bash "$PROGRAM" coordinator "$manifest" "$bundle" \
  --bind 'tcp://127.0.0.1:*' --key "$ROW/keys/coordinator.key" --allow-list "$ROW/keys/allow-list"
finish refused 30
[[ $code != 0 ]] || fail "128 files were enough"
require "no word on what to raise" grep -q 'ulimit -Hn' "$ROW/refused.log"
around=(bash -c 'ulimit -n 300; exec "$@"' bash)
guarded "$manifest" "$bundle" --shard-events 100 --progress plain
work_guarded a "$bundle"
wait_for 60 "work" has_committed "$bundle" 3
none_left() { (($(ls "/proc/$pid_coordinator/fd" | wc -l) >= 299)); }
start crowd "$TOOL" plain "$(port_of "$bundle")" --connections 400 --seconds 90
wait_for 20 "300 open files" none_left
open=$(ls "/proc/$pid_coordinator/fd" | wc -l)
own=$pid_coordinator/task/$pid_coordinator
before=$(ticks "$own")
whole_before=$(ticks "$pid_coordinator")
began=$(now_ms)
# Longer than a worker may take to show its report.
finish crowd 120
took=$(($(now_ms) - began))
used=$((1000 * ($(ticks "$own") - before) / took))
whole_used=$((1000 * ($(ticks "$pid_coordinator") - whole_before) / took))
blamed=$(grep -c 'refused the report' "$ROW/coordinator.log" || true)
equal "the number of refused reports" "$blamed" 0
# A thread of libzmq tries to accept them for ever; that of the coordinator must be there for its workers.
require "the coordinator's thread takes $used % of a core" [ "$used" -le 5 ]
require "the coordinator takes $whole_used % of a core" [ "$whole_used" -le 110 ]
# There is room again.
work_guarded b "$bundle"
wait_for 60 "another worker" at_least 2 '.workers | length'
finish coordinator 120
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree a
kill_tree b
whole "$bundle" "$expected"
saw "128 files: refused with the remedy; 300: $open open and 400 connections, $used % of a core," \
  "with libzmq's $whole_used %," \
  "another worker once they had gone, digest ${expected:0:12}."
