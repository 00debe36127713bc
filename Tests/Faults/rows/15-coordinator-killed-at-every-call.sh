#!/usr/bin/env bash
# A coordinator killed at every system call on its journal, and around a commit, loses nothing that it has acknowledged.
# limit: 900
source Tests/Faults/lab.sh
needs_trace
manifest=$(first "$MANIFEST" 12)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle

# life STRACE-FLAG...: a coordinator under strace and a worker that is watched.
life() {
  kill_tree worker
  rm -rf "$bundle" "$ROW"/heard.*
  start coordinator strace -f -qq -o "$ROW/calls" "$@" "$PROGRAM" coordinator "$manifest" "$bundle" \
    --bind 'tcp://127.0.0.1:*' --shard-events 3 "${export_flags[@]}"
  witness worker "$bundle"
}
life -e trace=write,fdatasync,fsync,openat,ftruncate,close -y
finish coordinator 60
finish worker 60
equal "the digest under strace" "$(digest "$bundle")" "$expected"
grep -F "/.clipmill/journal.1>" "$ROW/calls" | sed -nE 's/^[0-9]+ +([a-z0-9]+)\(.*/\1/p' | sort | uniq -c >"$ROW/journal"
grep -vF "/.clipmill/journal.1>" "$ROW/calls" | sed -nE 's/^([0-9]+) +([a-z0-9]+)\(.*/\1 \2/p' | sort | uniq -c |
  awk '{ if ($1 > most[$3]) most[$3] = $1 } END { for (call in most) print most[call], call }' >"$ROW/others"

tried=0 died=0
strike() {
  tried=$((tried + 1))
  life "$@"
  finish coordinator 60
  if [[ $code != 0 ]]; then
    died=$((died + 1))
    coordinate_again "$bundle" --max-skip-rate 1 --shard-events 3
    finish coordinator 60
    equal "the exit code after $* ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
  fi
  kill_tree worker
  acknowledged >"$ROW/acknowledged"
  committed "$bundle" >"$ROW/committed"
  equal "acknowledged and missing after $*" "$(comm -23 "$ROW/acknowledged" "$ROW/committed" | wc -l)" 0
  whole "$bundle" "$expected"
}
while read -r most call; do
  for ((turn = 1; turn <= most; turn++)); do
    strike -P "$bundle/.clipmill/journal.1" -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$turn"
  done
done <"$ROW/journal"
on_journal=$tried
while read -r most call; do
  step=$(((most + 11) / 12))
  for ((turn = 1; turn <= most; turn += step)); do
    strike -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$turn"
  done
done <"$ROW/others"
require "no kill struck in mid-run" [ "$died" -ge 1 ]
saw "killed at each of $on_journal calls on the journal and at $((tried - on_journal)) others ($died times in" \
  "mid-run); nothing acknowledged was missing, digest ${expected:0:12} each time."
