#!/usr/bin/env bash
# If export is the first process, as in a container, renderers of a killed worker leave no zombies.
# short: yes
# limit: 120
source Tests/Faults/lab.sh
needs_mounts
slowly 5
bundle=$ROW/bundle

# named WORD: processes below the export whose command line holds it.
named() {
  local process
  for process in $(below "$pid_export"); do
    if tr '\0' ' ' <"/proc/$process/cmdline" 2>/dev/null | grep -q " $1 "; then echo "$process"; fi
  done
}

zombies() {
  local process
  for process in $(below "$pid_export"); do
    if [[ $(ps -o stat= -p "$process") == Z* ]]; then echo "$process"; fi
  done
}

another_worker() { [[ -n $(named worker) && $(named worker) != "$1" ]]; }
no_zombies() { [[ -z $(zombies) ]]; }
has_renderers() { (($(named renderer | wc -l) >= 3)); }

start export unshare --pid --fork --mount-proc --kill-child "${slow[@]}" "$PROGRAM" export "$MANIFEST" \
  "$bundle" --workers 3 "${export_flags[@]}"
for time in 1 2 3; do
  wait_for 30 "three renderers" has_renderers
  worker=$(named worker)
  kill -KILL "$worker"
  wait_for 30 "another worker" another_worker "$worker"
  wait_for 10 "the end of zombies: $(zombies)" no_zombies
done
finish export 90
equal "the exit code ($(tail -n 1 "$ROW/export.log"))" "$code" 0
saw "$time workers killed with three renderers each, no zombie left."
