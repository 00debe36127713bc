#!/usr/bin/env bash
# Clocks that jump by an hour in either direction in mid-run change nothing: leases do not depend on the time of day.
# limit: 180
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
echo 0 >"$ROW/clock"
shim_with slow,clock FAULTS_SLOW=5 "FAULTS_CLOCK=$ROW/clock"
start coordinator "${shimmed[@]}" "$PROGRAM" coordinator "$manifest" "$bundle" --bind 'tcp://127.0.0.1:*' \
  --shard-events 100 "${export_flags[@]}"
start worker "${shimmed[@]}" "$PROGRAM" worker --bundle "$bundle" --slots 1
for jump in 3600 -3600 7200; do
  wait_for 60 "work" has_committed "$bundle" $(($(records "$bundle" committed) + 4))
  echo $jump >"$ROW/clock"
done
wait_for 60 "work" has_committed "$bundle" $(($(records "$bundle" committed) + 4))
expired=$(value .retries.expirations)
finish coordinator 120
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
equal "the number of leases that ran out" "${expired:-0}" 0
finish worker 30
equal "the worker's exit code" "$code" 0
whole "$bundle" "$expected"
ended=$(counted "$bundle" | grep -ao '"end":"[^"]*"' | tail -n 1)
require "the clock did not jump: $ended" [ "$(date -d "$(cut -d '"' -f 4 <<<"$ended")" +%s)" -gt $(($(date +%s) + 3600)) ]
must_strike clock
saw "three jumps ($ended), no lease ran out, digest ${expected:0:12}."
