#!/usr/bin/env bash
# A bundle with one harmed document is never called sound where it is not, and nothing that reads it crashes,
# hangs, or ends well with another dataset.
source Tests/Faults/lab.sh
source Tests/Mutations/oracle.sh
needs jq
export kind=$KIND
manifest=$CORPUS/twelve.jsonl
awk 'NR % 8 == 1' "$CORPUS/manifest.jsonl" >"$manifest"
options=(--shard-events 3 --workers 1 --val-ratio 0.5 --checksums --label-field velocity)
case $kind in
documents) options+=(--clip-fanout 1) ;;
tars)
  options+=(--layout tar --tar-clips 4)
  # A tar that was harmed is rendered again, and counted.
  lasting+=' | del(.statistics.healed_clips, .statistics.healed_seconds)'
  ;;
esac

# The three states that a bundle is in; each mutation begins with a copy.
"$PROGRAM" export "$manifest" "$ROW/complete" "${options[@]}" "${export_flags[@]}" >"$ROW/complete.log" 2>&1 ||
  fail "the undisturbed export ended with $?"
cp -a "$ROW/complete" "$ROW/stateless"
rm -r "$ROW/stateless/.clipmill"
slowly 400
start run "${slow[@]}" "$PROGRAM" export "$manifest" "$ROW/interrupted" "${options[@]}" "${export_flags[@]}"
wait_for 60 "two shards" has_committed "$ROW/interrupted" 2
kill -INT "$pid_run"
finish run 30
equal "the exit code of the interrupted run" "$code" 75

deadline=120
states=(complete interrupted stateless)
try() {
  local state=${states[$1 % 3]} bundle=$here/bundle words
  rm -rf "$bundle"
  cp -a "$ROW/$state" "$bundle"
  words=$("$TOOL" mutate-bundle "$bundle" --seed "$SEED" --number "$1")
  judge "$1" "$state" || true
  [[ -z $found ]] || found="$state, $words: $found"
  [[ -z $ONLY ]] || echo "$1: $state, $words"
}
judge() {
  attempt "$deadline" status "$PROGRAM" status "$bundle" || return
  attempt "$deadline" health "$PROGRAM" health --bundle "$bundle" || return
  [[ $code != 0 ]] || same "health says 0" "$bundle" "$ROW/complete" "$provable"
  attempt "$deadline" compare "$PROGRAM" compare "$bundle" "$ROW/complete" || return
  # Every second one is gone on with before it is merged.
  if (($1 % 2)); then go_on && merged "$2"; else merged "$2" && go_on; fi
}
go_on() {
  attempt "$deadline" resume "$PROGRAM" export "$manifest" "$bundle" --resume --progress none || return
  [[ $code != 0 ]] || same "resume says 0" "$bundle" "$ROW/complete"
}
merged() {
  # A report that is gone is looked for during 75 s, as another host's cache may lag.
  [[ -z $SHORT || $words != .clipmill/reports* ]] || return 0
  attempt "$deadline" merge "$PROGRAM" merge "$bundle" || return
  [[ $code != 0 || $1 == interrupted ]] || same "merge says 0" "$bundle" "$ROW/complete"
}
last=$((FIRST + ${COUNT:-$([[ -n $SHORT ]] && echo "$([[ $kind == tars ]] && echo 6 || echo 12)" || echo 10000)} - 1))
# shellcheck disable=SC2086 # words
if [[ -n $ONLY ]]; then in_jobs try ${ONLY//,/ }; else
  mapfile -t numbers < <(seq "$FIRST" "$last")
  in_jobs try "${numbers[@]}"
fi
