#!/usr/bin/env bash
# A quota or a limit of file sizes on the output is a fault of the host, not of the events.
# short: yes
# tar: yes
# limit: 200
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 200)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
start limited bash -c 'ulimit -f 8; exec "$@"' bash "$PROGRAM" export "$manifest" "$bundle" \
  --shard-events 20 --patience 4s "${export_flags[@]}"
finish limited 60
equal "the exit code with files of at most 8 kB ($(tail -n 1 "$ROW/limited.log"))" "$code" 74
require "no word on what to do" grep -q 'ulimit -f' "$ROW/limited.log"
require "a resume is recommended, which would end the same way" eval '! grep -q -e --resume "$ROW/limited.log"'
[[ ! -e $bundle/skipped.jsonl ]] || fail "events were charged"
rm -rf "$bundle"
coordinate "$manifest" "$bundle" --shard-events 20
shim_with quota FAULTS_HOST=poor
start quota "${shimmed[@]}" "$PROGRAM" worker --bundle "$bundle" --name quota --slots 1
wait_for 30 "a write over the quota" has_struck quota
work healthy "$bundle"
finish coordinator 90
equal "the exit code with a quota ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree quota
whole "$bundle" "$expected"
saw "exit 74 at once for a limit of 8 kB; with EDQUOT on one host the digest ${expected:0:12}."
