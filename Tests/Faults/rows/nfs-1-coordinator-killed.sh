#!/usr/bin/env bash
# On NFS 4.2 a coordinator is killed on one client and its run is resumed on the other, to the same digest.
# guests: yes
# limit: 900
source Tests/Faults/lab.sh
source Tests/Faults/guests.sh
begin_run

began=$(now_ms)
coordinate_in b second --resume
ends_in b second 90 73
refused=$(($(now_ms) - began))
equal "the source of the status" "$(status_in b .source)" live

in_guest a 30 send KILL coordinator
killed=$(now_ms)
ended_in a coordinator 30
equal "the source of the status after the kill" "$(status_in b .source)" files
before=$(status_in b .shards.done)
coordinate_in b coordinator --resume
wait_for 150 "a journal of the second life" in_guest b 30 test -s /mnt/bundle/.clipmill/journal.2
resumed=$(($(now_ms) - killed))
ends_in b coordinator 300 0
ends_in a worker 90 0
ends_in b worker 90 0
well_kept "$expected"
saw "guests in $booted s; a second coordinator was refused after $refused ms; killed with $before shards done," \
  "resumed on the other client $resumed ms later, digest ${expected:0:12}."
