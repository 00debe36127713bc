#!/usr/bin/env bash
# Of two coordinators on one bundle the second is refused; after a take-over the first is fenced.
# short: yes
# limit: 120
source Tests/Faults/lab.sh
manifest=$MANIFEST
slowly 3
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
coordinate "$manifest" "$bundle" --shard-events 100
work worker "$bundle"
wait_for 30 "work" has_committed "$bundle" 2
start second "$PROGRAM" coordinator "$manifest" "$bundle" --resume --bind 'tcp://127.0.0.1:*' --progress none
finish second 30
equal "the second one's exit code" "$code" 73
kill -STOP "$pid_coordinator"
first=$pid_coordinator
# A living process of this host is never taken over, so the other one is on another host.
shim_with none FAULTS_HOST=other
start coordinator "${shimmed[@]}" "$PROGRAM" coordinator "$manifest" \
  "$bundle" --resume --take-over --bind "tcp://127.0.0.1:*" --progress none
wait_for 30 "a second journal" test -e "$bundle/.clipmill/journal.2"
kill -CONT "$first"
wait_for 20 "the end of the fenced one" gone "$first"
fenced=0
wait "$first" || fenced=$?
finish coordinator 90
equal "the exit code of the one that took over ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
equal "the exit code of the fenced one" "$fenced" 73
finish worker 30
whole "$bundle" "$expected"
saw "the second was refused with 73, the first left with $fenced after the take-over, digest ${expected:0:12}."
