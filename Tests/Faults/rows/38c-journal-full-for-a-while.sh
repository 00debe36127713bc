#!/usr/bin/env bash
# A journal without room waits for it: no lease runs out, and the bundle is that of an undisturbed run.
# limit: 240
source Tests/Faults/lab.sh
needs_root
needs_trace
needs jq
manifest=$(first "$MANIFEST" 2000)
slowly 10
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
# The journal looks for room twice a second; each of its threads meets thirty such writes.
start coordinator strace -f -qq -o "$ROW/calls" -P "$bundle/.clipmill/journal.1" -e trace=write \
  -e "inject=write:error=ENOSPC:when=6..35" "$PROGRAM" coordinator "$manifest" "$bundle" \
  --bind 'tcp://127.0.0.1:*' --shard-events 100 "${export_flags[@]}"
work worker "$bundle"
told() { value '.troubles[]' | grep -q "^the disk has not taken the journal's records for 1[0-9] s"; }
wait_for 60 "words about the journal" told
meanwhile=$(value '[.source, .shards.provisional > 0, .workers[0].state] | @csv')
equal "the status while room is waited for" "$meanwhile" '"live",true,"active"'
finish coordinator 150
equal "the exit code" "$code" 0
finish worker 30
equal "the worker's exit code" "$code" 0
refused=$(grep -c 'ENOSPC.*INJECTED' "$ROW/calls")
require "only $refused writes found no room" test "$refused" -ge 30
equal "the leases that ran out" "$(jq .retries.expirations "$bundle/.clipmill/status.json")" 0
equal "the journals" "$(find "$bundle/.clipmill" -name 'journal.*' | wc -l)" 1
whole "$bundle" "$expected"
saw "$refused writes without room: live status meanwhile, no lease ran out, exit 0, digest ${expected:0:12}."
