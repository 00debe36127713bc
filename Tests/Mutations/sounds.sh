#!/usr/bin/env bash
# Harmed sound files of every format stop no export, cost no event of a sound file, and give whole clips only.
source Tests/Faults/lab.sh
source Tests/Mutations/oracle.sh
needs jq
export kind=sounds
batch=10
"$TOOL" every-format "$ROW/sounds" ${SHORT:+--brief}
sounds=("$ROW"/sounds/*)
((${#sounds[@]} >= 20)) || fail "only ${#sounds[@]} formats were written"

# events FOLDER: two events of each file, at its start and past its middle.
events() {
  local file
  for file in "$1"/*; do
    file=${file#"$ROW"/}
    printf '{"event_id":"%s-%s","session_id":"s","source_set":"x","audio_path":"%s","onset_time":%s,' \
      "${file//\//-}" a "$file" 0.1 "${file//\//-}" b "$file" 0.3 |
      sed 's/,{/,"components":["hit"]}\n{/; s/,$/,"components":["hit"]}\n/'
  done
}
export_sounds() {
  attempt "$1" export "$PROGRAM" export "$2.jsonl" "$2.bundle" --audio-root "$ROW" --workers 1 --shard-events 100 \
    "${export_flags[@]}"
}
# rows BUNDLE: event and digest of each clip.
rows() { cat "$1"/{train,val}/metadata.jsonl | jq -r '"\(.event_id) \(.xxh3_128)"' | sort; }

here=$ROW found=
events "$ROW/sounds" >"$ROW/sound.jsonl"
export_sounds 100 "$ROW/sound"
[[ $code == 0 && -z $found ]] || fail "the sound files' own export ended with $code: $(tail -n 1 "$ROW/export.out") $found"
rows "$ROW/sound.bundle" >"$ROW/sound.rows"
saw "${#sounds[@]} formats, $(wc -l <"$ROW/sound.rows") of $(wc -l <"$ROW/sound.jsonl") events of sound files have clips"

try() {
  local first=${1%+*} count=1 work=$here/work
  [[ $1 != *+* ]] || count=${1#*+}
  rm -rf "$work"*
  "$TOOL" mutate-sounds "$ROW/sounds" "$work" --seed "$SEED" --first "$first" --count "$count" >"$here/words"
  { cat "$ROW/sound.jsonl" && events "$work"; } >"$work.jsonl"
  [[ -z $ONLY ]] || cat "$here/words"
  export_sounds 500 "$work" || return 0
  if [[ $code != 0 && $code != 1 ]]; then
    found+="exit code $code: $(tail -n 1 "$here/export.out")"
    return
  fi
  local total
  total=$(wc -l <"$work.jsonl")
  [[ $(jq "[.complete, .statistics.total_events, .statistics.sliced_events + .statistics.skipped_total] ==
    [true, $total, $total]" "$work.bundle/metadata.json") == true ]] || found+="not every event is accounted for; "
  rows "$work.bundle" >"$here/rows"
  local lost
  lost=$(comm -23 "$ROW/sound.rows" "$here/rows" | wc -l)
  ((lost == 0)) || found+="$lost clips of sound files are lost or other; "
  whole_clips "$work.bundle"
  attempt 200 health "$PROGRAM" health --bundle "$work.bundle" || return 0
  [[ $code == 0 ]] || found+="health says $code: $(tail -n 1 "$here/health.out"); "
  jq -r 'select(.reason == "quarantined") | .event_id' "$work.bundle/skipped.jsonl" |
    sed -E "s/.*-([0-9]+-[^-]*)-[ab]$/\1/" | sort -u | grep -F -f - "$here/words" >>"$ROW/quarantined" || true
}
# whole_clips BUNDLE: each clip has the size that its row's length calls for.
whole_clips() {
  local wrong
  wrong=$(
    cd "$1/train" && jq -r '.[] | "\(44 + 2 * (.duration_seconds * 44100 | round)) \(.file)"' train_labels.json |
      while read -r size file; do [[ $(stat -c %s "$file") == "$size" ]] || echo "$file"; done
  )
  [[ -z $wrong ]] || found+="clips of another length: $wrong; "
}
# shellcheck disable=SC2086 # words
if [[ -n $ONLY ]]; then in_jobs try ${ONLY//,/ }; else
  count=${COUNT:-$([[ -n $SHORT ]] && echo 2 || echo 200)}
  batches=()
  for ((first = FIRST; first < FIRST + count; first += batch)); do
    batches+=("$first+$((FIRST + count - first < batch ? FIRST + count - first : batch))")
  done
  in_jobs try "${batches[@]}"
fi
[[ ! -s $ROW/quarantined ]] || { echo "quarantined:" && cat "$ROW/quarantined"; }
