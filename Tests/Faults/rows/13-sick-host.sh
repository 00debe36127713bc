#!/usr/bin/env bash
# A host on which every decoder crashes is excluded, and no event is blamed for it.
# limit: 180
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 1
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 100
shim_with sick FAULTS_HOST=sick
start sick "${shimmed[@]}" "$PROGRAM" worker --bundle "$bundle" --name sick --slots 1
wait_for 30 "failures" at_least 2 .retries.failures
work healthy "$bundle"
finish coordinator 150
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree sick
whole "$bundle" "$expected"
must_strike sick
saw "$(strikes sick) decoders crashed, digest ${expected:0:12}, nothing quarantined."
