#!/usr/bin/env bash
# SIGTERM and SIGINT at random moments, once or twice, end a run so that it can be resumed, and leave no process.
# limit: 240
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 1500)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
slowly 10
start run "${slow[@]}" "$PROGRAM" export "$manifest" "$bundle" --shard-events 20 "${export_flags[@]}"
ends=
for ((turn = 1; turn <= 6; turn++)); do
  wait_for 60 "a shard" eval "gone $pid_run || has_committed $bundle $((turn * 5))"
  sleep "0.0$((RANDOM % 10))"
  signal=$( ((RANDOM % 2)) && echo TERM || echo INT)
  began=$(now_ms)
  kill -$signal "$pid_run" 2>/dev/null || break
  if ((turn % 2 == 0)); then
    sleep "0.0$((RANDOM % 10))"
    kill -$signal "$pid_run" 2>/dev/null || true
  fi
  finish run 15
  [[ $code == 75 || $code == 0 ]] || fail "it ended with $code after $signal: $(tail -n 1 "$ROW/run.log")"
  ends+="$code after $(($(now_ms) - began)) ms, "
  wait_for 10 "nobody is left" nothing_left
  [[ $code == 75 ]] || break
  start run "${slow[@]}" "$PROGRAM" export "$manifest" "$bundle" --resume --progress none
done
[[ $code == 0 ]] || finish run 90
equal "the exit code of the last resume" "$code" 0
whole "$bundle" "$expected"
saw "$ends digest ${expected:0:12}."
