#!/usr/bin/env bash
# A host is cut off for 12 s, silently and in both directions, and comes back; nothing is rendered wrongly or lost.
# limit: 300
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
manifest=$MANIFEST
slowly 15
expected=$(undisturbed "$manifest")
run_on_hosts 2 "$manifest"
wait_for 60 "two hosts at work" at_work 2 1 2
cut_off 2
sleep 12 # The fault itself.
heal 2
healed=$(now_ms)
wait_for 60 "h2 back at work" holds_leases 2
back=$(($(now_ms) - healed))
expired=$(value .retries.expirations)
end_well "$expected" 1 2
saw "h2 at work $back ms after the cable was back, $expired leases ran out, digest ${expected:0:12}."
