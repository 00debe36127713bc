#!/usr/bin/env bash
# Of three hosts one is cut off for 20 s in mid-run and one killed for good; the others take over.
# limit: 400
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
manifest=$MANIFEST
slowly 30
expected=$(undisturbed "$manifest")
run_on_hosts 3 "$manifest"
wait_for 60 "three hosts at work" at_work 3 1 2 3
cut_off 2
kill_tree worker_3
killed=$(now_ms)
sleep 20 # The fault itself: how long the cable is out.
heal 2
wait_for $((35 - ($(now_ms) - killed) / 1000)) "the shards of h3 given to others" holds_none 3
reassigned=$(($(now_ms) - killed))
wait_for 60 "h2 back at work" holds_leases 2
back=$(($(now_ms) - killed - 20000))
end_well "$expected" 1 2
saw "the shards of the killed host were free $reassigned ms after the kill (lease: 30 s), the cut-off" \
  "one was at work $back ms after it was joined again, digest ${expected:0:12}."
