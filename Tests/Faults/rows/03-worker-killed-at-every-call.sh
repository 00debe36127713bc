#!/usr/bin/env bash
# A worker killed at any system call of rendering, publishing and reporting leaves nothing wrong behind.
# limit: 900
source Tests/Faults/lab.sh
needs_trace
manifest=$(first "$MANIFEST" 6)
expected=$(undisturbed "$manifest")
calls=openat,write,pread64,fsync,fdatasync,close,renameat2,rename,linkat,link,unlink,unlinkat,mkdir,mkdirat,sendto,recvfrom
# One undisturbed life tells how often each call is made by one process or thread.
live_once() {
  bundle=$ROW/bundle
  rm -rf "$bundle"
  coordinate "$manifest" "$bundle" --shard-events 3
  start worker strace -f -qq -o "$ROW/calls" -e "trace=$calls" "$@" \
    "$PROGRAM" worker --bundle "$bundle" --name worker --slots 1
}
live_once
finish coordinator 60
finish worker 60
equal "the digest under strace" "$(digest "$bundle")" "$expected"
sed -nE 's/^([0-9]+) +([a-z0-9]+)\(.*/\1 \2/p' "$ROW/calls" | sort | uniq -c |
  awk '{ if ($1 > most[$3]) most[$3] = $1 } END { for (call in most) print call, most[call] }' |
  sort >"$ROW/most"
ended_or_killed() { grep -q 'killed by SIGKILL' "$ROW/calls" 2>/dev/null || gone "$pid_coordinator"; }
tried=0 struck=0
while read -r call most; do
  # Every moment of the calls that publish; of the frequent ones every few.
  step=$(((most + 14) / 15))
  for ((turn = 1; turn <= most; turn += step)); do
    tried=$((tried + 1))
    live_once -e "inject=$call:signal=SIGKILL:when=$turn"
    wait_for 30 "the kill at $call $turn" ended_or_killed
    if running "$pid_coordinator"; then
      struck=$((struck + 1))
      kill_tree worker
      work healthy "$bundle"
    fi
    finish coordinator 90
    equal "the exit code after $call $turn" "$code" 0
    kill_tree worker
    [[ -z ${pid_healthy-} ]] || kill_tree healthy
    whole "$bundle" "$expected"
  done
done <"$ROW/most"
require "no kill struck in mid-run" [ "$struck" -ge 1 ]
saw "$tried calls of $(wc -l <"$ROW/most") kinds, $struck of them in mid-run, each with the digest ${expected:0:12}."
