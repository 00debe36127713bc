#!/usr/bin/env bash
# A client of NFS 4.2 is lost for good with the coordinator and a worker on it; the other one finishes the run.
# guests: yes
# limit: 900
source Tests/Faults/lab.sh
source Tests/Faults/guests.sh
begin_run

kill_tree guest_a
lost=$(now_ms)
coordinate_in b coordinator --resume --take-over
wait_for 150 "a journal of the second life" in_guest b 90 test -s /mnt/bundle/.clipmill/journal.2
taken=$(($(now_ms) - lost))
wait_for 150 "work that is done in the second life" in_guest b 90 \
  "grep -q '\"committed\"' /mnt/bundle/.clipmill/journal.2"
working=$(($(now_ms) - lost))
ends_in b coordinator 300 0
ends_in b worker 90 0
well_kept "$expected"
saw "the other client had the bundle $taken ms after the loss and committed after $working ms" \
  "(leases of the server: 20 s), digest ${expected:0:12}."
