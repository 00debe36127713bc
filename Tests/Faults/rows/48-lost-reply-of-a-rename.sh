#!/usr/bin/env bash
# A rename that is done but says ENOENT, as when a reply is lost, spoils nothing.
# limit: 120
source Tests/Faults/lab.sh
needs strace
manifest=$(first "$MANIFEST" 100)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
coordinate "$manifest" "$bundle" --shard-events 20
shim=$(shim)
start forgetful unshare --uts sh -c 'hostname forgetful; exec "$@"' sh env LD_PRELOAD="$shim" \
  FAULTS_SHIM=lost-reply "$PROGRAM" worker --bundle "$bundle" --name forgetful --slots 1
wait_for 30 "work" has_committed "$bundle" 0
work healthy "$bundle"
finish coordinator 90
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree forgetful
whole "$bundle" "$expected"
saw "digest ${expected:0:12}."
