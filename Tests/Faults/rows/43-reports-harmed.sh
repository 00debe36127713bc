#!/usr/bin/env bash
# Reports that are cut, changed, exchanged or removed after their commit are noticed and made again.
# tar: yes
# limit: 400
source Tests/Faults/lab.sh
manifest=$(first "$MANIFEST" 600)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
slowly 10
harm_cut() { truncate -s -7 "$1"; }
harm_flip() { printf '\x00' | dd of="$1" bs=1 seek=100 conv=notrunc status=none; }
harm_gone() { rm "$1"; }
harm_exchange() { cp "$(dirname "$1")/$2" "$1"; }
tried=0
for harm in cut flip gone exchange; do
  rm -rf "$bundle"
  start run "${slow[@]}" "$PROGRAM" export "$manifest" "$bundle" --shard-events 20 "${export_flags[@]}"
  wait_for 60 "ten shards" has_committed "$bundle" 10
  kill -INT "$pid_run"
  finish run 30
  equal "the exit code of the interrupted run" "$code" 75
  reports=("$bundle"/.clipmill/reports/*/*.jsonl)
  "harm_$harm" "${reports[2]}" "$(basename "${reports[3]}")"
  "harm_$harm" "${reports[5]}" "$(basename "${reports[6]}")"
  start run "$PROGRAM" export "$manifest" "$bundle" --resume --progress none
  finish run 90
  equal "the exit code of the resume after $harm ($(tail -n 1 "$ROW/run.log"))" "$code" 0
  equal "the digest after $harm" "$(digest "$bundle")" "$expected"
  tried=$((tried + 1))
done
# The same while the run is still at work. A report that was merged beside the renderers is not read again; else
# the run finds the harm when it merges, at the latest after the minute that another host's cache may lag.
for harm in flip gone; do
  rm -rf "$bundle"
  start run "${slow[@]}" "$PROGRAM" export "$manifest" "$bundle" --shard-events 20 "${export_flags[@]}"
  wait_for 60 "ten shards" has_committed "$bundle" 10
  reports=("$bundle"/.clipmill/reports/*/*.jsonl)
  "harm_$harm" "${reports[2]}" "$(basename "${reports[3]}")"
  finish run 150
  if [[ $code == 0 ]]; then
    equal "the digest of the run after $harm" "$(digest "$bundle")" "$expected"
  else
    equal "the exit code of the run after $harm" "$code" 74
    require "no word about a resume: $(tail -n 1 "$ROW/run.log")" \
      grep -q 'a resume renders its shard again); resume with: clipmill export' "$ROW/run.log"
  fi
  start run "$PROGRAM" export "$manifest" "$bundle" --resume --progress none
  finish run 90
  equal "the exit code of the resume after $harm at work ($(tail -n 1 "$ROW/run.log"))" "$code" 0
  equal "the digest after $harm at work" "$(digest "$bundle")" "$expected"
  tried=$((tried + 1))
done
wait_for 20 "no process left" nothing_left
saw "$tried times reports were harmed, digest ${expected:0:12}."
