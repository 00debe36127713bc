#!/usr/bin/env bash
# EIO when one host writes, syncs, closes or renames its output does not stop the run: another host completes it.
# tar: yes
# limit: 240
source Tests/Faults/lab.sh
needs_trace
manifest=$(first "$MANIFEST" 300)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
tried=0
faults=(write:EIO:30 fdatasync:EIO:1 close:EIO:90 close:EDQUOT:90 rename:EIO:1 openat:ENOSPC:60)
# Only clips that are files are linked, or renamed without replacing; tars are renamed in their folders.
if [[ ${FAULTS_LAYOUT-} == tar ]]; then
  faults+=(renameat:EIO:2 mkdirat:EIO:1)
else
  faults+=(renameat2:EIO:5 link:EIO:2 mkdir:EIO:1)
fi
for fault in "${faults[@]}"; do
  rm -rf "$bundle" "$ROW/calls"
  IFS=: read -r call error turn <<<"$fault"
  coordinate "$manifest" "$bundle" --shard-events 20
  wait_for 60 "the coordinator's address" has_endpoint "$bundle"
  shim_with none FAULTS_HOST=failing
  start failing "${shimmed[@]}" strace -f -qq -o "$ROW/calls" \
    -e "trace=$call" -e "inject=$call:error=$error:when=$turn+2" \
    "$PROGRAM" worker --bundle "$bundle" --name failing --slots 1
  wait_for 20 "a failure or an end of the worker" eval 'grep -q INJECTED "$ROW/calls" || gone "$pid_failing" || gone "$pid_coordinator" || has_committed "$bundle" 5'
  work healthy "$bundle"
  finish coordinator 90
  equal "the exit code with $fault ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
  kill_tree failing
  struck=$(grep -c INJECTED "$ROW/calls" || true)
  require "$fault never struck" [ "$struck" -ge 1 ]
  kill_tree healthy
  whole "$bundle" "$expected"
  saw "$call $error ($struck times),"
done
saw "each with the digest ${expected:0:12}."
