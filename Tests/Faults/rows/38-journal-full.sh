#!/usr/bin/env bash
# A journal without room stops the run with 74; acknowledged commits are kept, and a resume continues.
# limit: 500
source Tests/Faults/lab.sh
needs_root
needs_trace
manifest=$(first "$MANIFEST" 600)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
tried=0
for error in write:ENOSPC write:EIO fdatasync:EIO fdatasync:ENOSPC; do
  for turn in 4 9; do
    tried=$((tried + 1))
    rm -rf "$bundle" "$ROW"/heard.*
    start coordinator strace -f -qq -o /dev/null -P "$bundle/.clipmill/journal.1" -e "trace=${error%:*}" \
      -e "inject=${error%:*}:error=${error#*:}:when=$turn+" "$PROGRAM" coordinator "$manifest" "$bundle" \
      --bind 'tcp://127.0.0.1:*' --shard-events 10 --patience 5s "${export_flags[@]}"
    witness a "$bundle"
    finish coordinator 60
    equal "the exit code with $error from the ${turn}th on ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 74
    coordinate_again "$bundle"
    # The first worker was told to leave with the coordinator that could not go on.
    witness b "$bundle"
    finish coordinator 60
    equal "the exit code of the resume" "$code" 0
    kill_tree a
    kill_tree b
    acknowledged >"$ROW/acknowledged"
    committed "$bundle" >"$ROW/committed"
    equal "acknowledged and missing after $error" "$(comm -23 "$ROW/acknowledged" "$ROW/committed" | wc -l)" 0
    whole "$bundle" "$expected"
  done
done
saw "$tried times: ENOSPC and EIO of write and fdatasync, exit 74, nothing acknowledged missing, digest ${expected:0:12}."
