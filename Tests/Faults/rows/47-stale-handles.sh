#!/usr/bin/env bash
# ESTALE at the first three openings of every recording and report is tried again, and skips nothing.
# limit: 240
source Tests/Faults/lab.sh
needs cc
manifest=$(first "$MANIFEST" 200)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
shim=$(shim)
start run env LD_PRELOAD="$shim" FAULTS_SHIM=stale "$PROGRAM" export "$manifest" "$bundle" \
  --shard-events 40 "${export_flags[@]}"
finish run 200
equal "the exit code ($(tail -n 1 "$ROW/run.log"))" "$code" 0
whole "$bundle" "$expected"
saw "digest ${expected:0:12}."
