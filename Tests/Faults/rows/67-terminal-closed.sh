#!/usr/bin/env bash
# Signals that were ignored at the start stay ignored (nohup, a script's job); otherwise a closed terminal interrupts so that the run can be resumed.
# short: yes
# limit: 120
source Tests/Faults/lab.sh
needs script
manifest=$(first "$MANIFEST" 400)
expected=$(undisturbed "$manifest")
slowly 10

# on_terminal NAME COMMAND...: the command on a terminal of its own, which goes when `script` does.
on_terminal() {
  start "$1" script -qfc "${*:2}" /dev/null
}
command_on() {
  printf '%q ' "${slow[@]}" "$PROGRAM" export "$manifest" "$1" --shard-events 20 "${export_flags[@]}"
}

on_terminal kept nohup "$(command_on "$ROW/kept")" ">$ROW/kept.out" "2>&1"
on_terminal lost "$(command_on "$ROW/lost")"
start script bash -c "$(command_on "$ROW/job") & wait"
for name in kept lost job; do wait_for 60 "shards of $name" has_committed "$ROW/$name" 2; done
for name in kept lost; do
  pid=pid_$name
  kill -KILL "${!pid}"
done
kill -INT "-$pid_script"
kill -INT $(below "$pid_script") 2>/dev/null || true
wait_for 60 "the end of all" nothing_left
for name in kept job; do
  [[ -s $ROW/$name/metadata.json ]] || fail "$name did not go on"
  whole "$ROW/$name" "$expected"
done
[[ ! -e $ROW/lost/metadata.json ]] || fail "a closed terminal did not interrupt"
before=$(records "$ROW/lost" committed)
"$PROGRAM" export "$manifest" "$ROW/lost" --resume --progress none >/dev/null
whole "$ROW/lost" "$expected"
saw "under nohup and in the background complete; without, interrupted after $before shards and resumed; digest ${expected:0:12}."
