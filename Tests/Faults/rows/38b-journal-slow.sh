#!/usr/bin/env bash
# A disk that takes 40 s for a record delays only that record: status is live and workers keep their shards.
# limit: 240
source Tests/Faults/lab.sh
needs_root
needs strace jq
manifest=$(first "$MANIFEST" 2000)
slowly 10
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
delay=${DELAY:-40}
start coordinator strace -f -qq -o "$ROW/calls" -P "$bundle/.clipmill/journal.1" -e trace=fdatasync \
  -e "inject=fdatasync:delay_enter=${delay}000000:when=6" "$PROGRAM" coordinator "$manifest" "$bundle" \
  --bind 'tcp://127.0.0.1:*' --shard-events 100 "${export_flags[@]}"
work worker "$bundle"
told() { value '.troubles[]' | grep -q "^the disk has not taken the journal's records for 1[0-9] s"; }
wait_for 60 "words about the slow disk" told
first=$(value '[.source, .shards.provisional > 0, .workers[0].state] | @csv')
equal "the status while the disk is waited for" "$first" '"live",true,"active"'
finish coordinator 150
equal "the exit code" "$code" 0
finish worker 30
equal "the worker's exit code" "$code" 0
equal "the leases that ran out" "$(jq .retries.expirations "$bundle/.clipmill/status.json")" 0
whole "$bundle" "$expected"
saw "$delay s for one record: live status meanwhile, no lease ran out, digest ${expected:0:12}."
