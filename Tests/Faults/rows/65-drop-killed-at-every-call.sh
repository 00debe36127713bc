#!/usr/bin/env bash
# A resume that drops events, killed at its system calls, is finished by the next plain resume.
# limit: 900
source Tests/Faults/lab.sh
needs_trace
all=$(first "$MANIFEST" 24)
manifest=$CORPUS/fewer-24.jsonl
awk 'NR < 4 || NR % 3' "$all" >"$manifest"
before=$ROW/before bundle=$ROW/bundle
"$PROGRAM" export "$all" "$before" --shard-events 5 "${export_flags[@]}" >"$ROW/before.log" 2>&1 ||
  fail "the export of all events ended with $?: $(tail -n 1 "$ROW/before.log")"

# files BUNDLE: a digest of the names and the content of its files.
files() {
  (cd "$1" && find . -path ./.clipmill -prune -o -type f ! -name metadata.json -print0 | sort -z |
    xargs -0 sha256sum | sha256sum)
}

# life STRACE-FLAG...: a coordinator under strace that drops events, and a worker.
life() {
  kill_tree worker
  rm -rf "$bundle"
  cp -a "$before" "$bundle"
  start coordinator strace -f -qq -o "$ROW/calls" "$@" "$PROGRAM" coordinator "$manifest" "$bundle" \
    --bind 'tcp://127.0.0.1:*' --resume --removed drop --progress none
  work worker "$bundle"
}
calls=write,fdatasync,fsync,rename,renameat2,unlink,unlinkat,rmdir
life -e "trace=$calls"
finish coordinator 60
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
expected=$(digest "$bundle")
expected_files=$(files "$bundle")
require "no clip was removed" [ "$(grep -cE 'unlink(at)?\(.*\.wav' "$ROW/calls")" -ge 1 ]
sed -nE 's/^([0-9]+) +([a-z0-9]+)\(.*/\1 \2/p' "$ROW/calls" | sort | uniq -c |
  awk '{ if ($1 > most[$3]) most[$3] = $1 } END { for (call in most) print most[call], call }' >"$ROW/counts"

tried=0 died=0 decided=0
strike() {
  tried=$((tried + 1))
  life "$@"
  finish coordinator 60
  if [[ $code != 0 ]]; then
    died=$((died + 1))
    if [[ $(records "$bundle" anew) -gt 0 ]]; then
      decided=$((decided + 1))
      coordinate_again "$bundle"
    else
      coordinate_again "$bundle" --removed drop
    fi
    finish coordinator 60
    equal "the exit code after $* ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
  fi
  kill_tree worker
  equal "the digest after $*" "$(digest "$bundle")" "$expected"
  equal "the files after $*" "$(files "$bundle")" "$expected_files"
}
while read -r most call; do
  step=$(((most + 11) / 12))
  for ((turn = 1; turn <= most; turn += step)); do
    strike -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$turn"
  done
done <"$ROW/counts"
require "no kill struck after the drop was decided" [ "$decided" -ge 1 ]
saw "killed at $tried calls, $died times in mid-run and $decided times after the drop was on record;" \
  "every file as after an undisturbed drop, digest ${expected:0:12}."
