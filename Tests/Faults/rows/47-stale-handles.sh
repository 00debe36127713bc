#!/usr/bin/env bash
# ESTALE at the first three openings of every recording and report is tried again, and skips nothing.
# limit: 240
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 200)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
shim_with stale
start run "${shimmed[@]}" "$PROGRAM" export "$manifest" "$bundle" \
  --shard-events 40 "${export_flags[@]}"
finish run 200
equal "the exit code ($(tail -n 1 "$ROW/run.log"))" "$code" 0
whole "$bundle" "$expected"
must_strike stale /audio/
must_strike stale '/reports/.*jsonl'
saw "$(strikes stale /audio/) openings of recordings and $(strikes stale '/reports/.*jsonl') of reports failed," \
  "digest ${expected:0:12}."
