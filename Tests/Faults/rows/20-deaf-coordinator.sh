#!/usr/bin/env bash
# What a worker says is lost for 40 s, while it hears all: its leases run out, and it comes back.
# limit: 300
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
one_way_silence output dport
