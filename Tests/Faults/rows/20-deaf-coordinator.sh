#!/usr/bin/env bash
# What a worker says is lost for 40 s, while it hears all: its leases run out, and it comes back.
# limit: 300
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
needs nft
manifest=$MANIFEST
slowly 30
expected=$(undisturbed "$manifest")
run_on_hosts 2 "$manifest"
wait_for 60 "two hosts at work" at_work 2 1 2
drop_packets 2 output dport
sleep 40 # The fault itself.
expired=$(value .retries.expirations)
pass_packets 2
healed=$(now_ms)
wait_for 60 "h2 back at work" holds_leases 2
back=$(($(now_ms) - healed))
require "its leases did not run out" [ "$expired" -ge 1 ]
end_well "$expected" 1 2
saw "$expired leases ran out, h2 at work $back ms after the link was whole, digest ${expected:0:12}."
