#!/usr/bin/env bash
# A rename that is done but returns ENOENT, as after a lost reply, damages nothing.
# tar: yes
# limit: 120
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 100)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
coordinate "$manifest" "$bundle" --shard-events 20
shim_with lost-reply FAULTS_HOST=forgetful
start forgetful "${shimmed[@]}" "$PROGRAM" worker --bundle "$bundle" --name forgetful --slots 1
wait_for 30 "a lost reply" has_struck lost-reply
work healthy "$bundle"
finish coordinator 90
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree forgetful
whole "$bundle" "$expected"
saw "$(strikes lost-reply) replies lost, digest ${expected:0:12}."
