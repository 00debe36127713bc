#!/usr/bin/env bash
# If every decoder crashes, the build is at fault: the run stops and quarantines nothing.
# limit: 240
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 400)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
shim_with sick
start run "${shimmed[@]}" "$PROGRAM" export "$manifest" "$bundle" --shard-events 20 \
  "${export_flags[@]}"
finish run 200
first_code=$code
stopped=$(tail -n 1 "$ROW/run.log")
[[ $first_code == 70 || $first_code == 75 ]] || fail "it ended with $first_code: $stopped"
start run "$PROGRAM" export "$manifest" "$bundle" --resume --progress none
finish run 90
equal "the exit code of the resume with a sound build ($(tail -n 1 "$ROW/run.log"))" "$code" 0
whole "$bundle" "$expected"
must_strike sick
saw "exit $first_code ($stopped); a sound build went on to the digest ${expected:0:12}."
