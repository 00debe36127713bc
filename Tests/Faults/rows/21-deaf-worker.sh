#!/usr/bin/env bash
# What the coordinator says to one worker is lost for 40 s: no shard is committed twice.
# limit: 300
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
one_way_silence input sport
