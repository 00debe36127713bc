#!/usr/bin/env bash
# Reports, unfinished clips and part files of another run in the folder are not taken for this run's.
# short: yes
# limit: 120
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 400)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
start run "$PROGRAM" export "$manifest" "$bundle" --shard-events 20 "${export_flags[@]}"
wait_for 60 "five shards" has_committed "$bundle" 5
kill_tree run
cd "$bundle/.clipmill"
for shard in {0..30}; do
  echo '{"ordinal":1,"event_id":"foreign"}' >"reports/0/$shard.2.1.0123456789abcdef.jsonl"
  echo foreign >"reports/0/$shard.1.9.0123456789abcdef.jsonl.part"
done
mkdir -p unfinished/7.1.1.0123456789abcdef
echo foreign >unfinished/7.1.1.0123456789abcdef/kick.wav
cd - >/dev/null
start run "$PROGRAM" export "$manifest" "$bundle" --resume --progress none
finish run 90
equal "the exit code ($(tail -n 1 "$ROW/run.log"))" "$code" 0
whole "$bundle" "$expected"
[[ ! -d $bundle/.clipmill/unfinished ]] || [[ -z $(ls -A "$bundle/.clipmill/unfinished") ]] ||
  fail "unfinished clips are left"
saw "63 foreign files, digest ${expected:0:12}."
