#!/usr/bin/env bash
# On NFS 4.2 the coordinator's client is cut off, the other takes over, and the first is fenced once it is back.
# guests: yes
# limit: 900
source Tests/Faults/lab.sh
source Tests/Faults/guests.sh
begin_run

in_guest a 30 ip link set eth0 down
cut=$(now_ms)
coordinate_in b second --resume
wait_for 150 "a journal of the second life" in_guest b 30 test -s /mnt/bundle/.clipmill/journal.2
taken=$(($(now_ms) - cut))
wait_for 120 "work that is done in the second life" in_guest b 30 \
  "grep -q '\"committed\"' /mnt/bundle/.clipmill/journal.2"
in_guest a 30 ip link set eth0 up
healed=$(now_ms)
ends_in a coordinator 150 73
fenced=$(($(now_ms) - healed))
ends_in b second 300 0
ends_in a worker 90 0
ends_in b worker 90 0
well_kept "$expected"
saw "taken over $taken ms after the cut, joined again after $((healed - cut)) ms, the first one left with 73" \
  "$fenced ms after that, digest ${expected:0:12}."
