#!/usr/bin/env bash
# An NFS 4.2 server that loses its power and serves again a minute later costs only time.
# guests: yes
# limit: 900
source Tests/Faults/lab.sh
source Tests/Faults/guests.sh
begin_run

tell server 'echo b >/proc/sysrq-trigger' # Boots at once, and writes nothing that was not asked for.
off=$(now_ms)
wait_for 120 "the server's second boot" ready_again server
sleep 60 # The fault itself: longer than a lease, and than an event may take.
require "the server does not serve again" in_guest server 60 serve >&2
on=$(now_ms)
before=$(in_guest b 120 "cat /mnt/bundle/.clipmill/journal.1 | grep -c committed")
ends_in a coordinator 300 0
ends_in a worker 90 0
ends_in b worker 90 0
well_kept "$expected"
saw "off for $((on - off)) ms after which $before shards were done, at the end $(records "$bundle" committed)," \
  "digest ${expected:0:12}."
