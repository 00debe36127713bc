#!/usr/bin/env bash
# A full output, in bytes or in inodes, pauses the run, which continues when there is room (rows 36, 37).
# tar: yes
# limit: 200
source Tests/Faults/lab.sh
needs_mounts
manifest=$(first "$MANIFEST" 600)
expected=$(undisturbed "$manifest")
# Tars take few inodes.
for limit in size=3m "nr_inodes=$([[ ${FAULTS_LAYOUT-} == tar ]] && echo 40 || echo 200)"; do
  mkdir "$ROW/disk"
  mount -t tmpfs -o "$limit" tmpfs "$ROW/disk"
  start run "$PROGRAM" export "$manifest" "$ROW/disk/bundle" --shard-events 20 "${export_flags[@]}" \
    --ignore-space --progress plain
  wait_for 60 "a pause" grep -q 'paused' "$ROW/run.log"
  before=$(records "$ROW/disk/bundle" committed)
  mount -o remount,size=200m,nr_inodes=100000 "$ROW/disk"
  freed=$(now_ms)
  said=$(grep 'paused: ' "$ROW/run.log" | head -n 1)
  require "the pause tells what is free and how long it waits: $said" grep -q ' free, .* needed .*waiting 600 s' \
    <<<"$said"
  equal "lines on a full output" "$(grep -c 'No space left' "$ROW/run.log")" 1
  finish run 90
  equal "the exit code with $limit ($(tail -n 1 "$ROW/run.log"))" "$code" 0
  whole "$ROW/disk/bundle" "$expected"
  saw "$limit: paused after $before shards, complete $(($(now_ms) - freed)) ms after there was room."
  umount "$ROW/disk"
  rmdir "$ROW/disk"
  rm "$ROW/run.log"
done
