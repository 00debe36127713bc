#!/usr/bin/env bash
# The coordinator's messages to one worker are lost for 40 s: no shard is committed twice.
# limit: 300
source Tests/Faults/lab.sh
source Tests/Faults/hosts.sh
one_way_silence input sport
