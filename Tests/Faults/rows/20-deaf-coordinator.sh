#!/usr/bin/env bash
# A worker's messages are lost for 40 s while it receives everything: its leases run out, and it comes back.
# limit: 300
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
one_way_silence output dport
