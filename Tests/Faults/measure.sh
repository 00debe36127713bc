# The parts of scripts/bench, which sets the sizes; sourced by it after lab.sh.

bundle=$LAB/bundle
manifest=$LAB/m.jsonl
TIMEFORMAT='%R %U %S'

per() { awk -v a="$1" -v b="$2" -v digits="${3:-0}" 'BEGIN { printf "%." digits "f", b ? a / b : 0 }'; }
sum() { awk "BEGIN { print $1 + $2 }"; }

# good_events: the corpus's events but those that are faulty on purpose, or nearly so.
good_events() {
  (cd "$CORPUS" && find . -name '*.*' -size +1024k -printf '%P\n' | jq -R . | jq -cs .) >"$LAB/big.json"
  jq -c --slurpfile big "$LAB/big.json" '($big[0] | INDEX(.)) as $files
    | select(.components != null and .components != [] and .onset_time < 45 and $files[.audio_path])' \
    "$CORPUS/manifest.jsonl"
}

# repeated COUNT SOURCE PRE POST: so many events, each file's own ones again and again, a little later
# each time; SOURCE may be empty for all, PRE and POST for the window they have.
repeated() {
  jq -cs --argjson count "$1" --arg source "$2" --arg pre "${3-}" --arg post "${4-}" '
    [.[] | select($source == "" or .source_set == $source)
      | if $pre == "" then . else .context_ms = {pre: ($pre | tonumber), post: ($post | tonumber)} end]
    | length as $own | ($count / $own | floor) as $copies | ($count % $own) as $extra
    | [group_by(.audio_path)[]] | [foreach .[] as $group ({n: 0};
        {n: (.n + ($group | length)), before: .n, group: $group}; .)] | .[]
    | . as $part | range($copies + 1) as $copy | range($part.group | length) as $i
    | select($copy < $copies or $part.before + $i < $extra)
    | $part.group[$i] | .onset_time += $copy * 0.0031 | .event_id += ".\($copy)"' "$LAB/good.jsonl"
}

# timed COMMAND...: its seconds and CPU seconds into `seconds` and `cpu`.
timed() {
  { time "$@" >/dev/null 2>"$LAB/errors"; } 2>"$LAB/time" || fail "$1 ended with $?: $(tail -n 1 "$LAB/errors")"
  read -r seconds user system <"$LAB/time"
  cpu=$(sum "$user" "$system")
}

export_it() {
  rm -rf "$bundle"
  timed timeout 3600 "$PROGRAM" export "$manifest" "$bundle" --audio-root "${1:-$CORPUS}" --workers 2 \
    --progress none --max-skip-rate 1
}

two_floors() {
  "$TOOL" files "$LAB/floor-a" --count $(($1 / 2)) &
  "$TOOL" files "$LAB/floor-b" --count $(($1 / 2))
  wait $!
}

floor_of() {
  timed two_floors "$1"
  rm -rf "$LAB/floor-a" "$LAB/floor-b"
}

clips() { jq .statistics.written_clips "$bundle/metadata.json"; }

measure_rates() {
  printf '%-20s%7s%7s%8s%9s%9s%7s%8s%9s%7s  %s\n' recordings files clips s files/s floor/s ratio 'CPU us' \
    'floor us' ratio digest
  local kind before before_cpu after after_cpu
  for kind in groove_sessions:44.1-kHz-WAV synth_loops:44.1-kHz-FLAC studio_multitrack:48-kHz-24-bit-WAV; do
    repeated "$dense" "${kind%:*}" >"$manifest"
    floor_of "$dense" && before=$seconds before_cpu=$cpu
    export_it && after=$seconds after_cpu=$cpu
    floor_of "$dense"
    before=$(per "$(sum "$before" "$seconds")" 2 3) before_cpu=$(per "$(sum "$before_cpu" "$cpu")" 2 3)
    printf '%-20s%7d%7d%8.2f%9d%9d%7.2f%8.1f%9.1f%7.2f  %.16s\n' "${kind#*:}" "$dense" "$(clips)" "$after" \
      "$(per "$dense" "$after")" "$(per "$dense" "$before")" "$(per "$before" "$after" 2)" \
      "$(per "${after_cpu}e6" "$dense" 1)" "$(per "${before_cpu}e6" "$dense" 1)" \
      "$(per "$before_cpu" "$after_cpu" 2)" "$(digest "$bundle")"
  done
}

# export_as BUNDLE LAYOUT WRAPPER...: an export of the manifest in a layout; the wrapper runs it.
export_as() {
  rm -rf "$1"
  timed timeout 3600 "${@:3}" "$PROGRAM" export "$manifest" "$1" --audio-root "$CORPUS" --workers 2 \
    --progress none --max-skip-rate 1 --layout "$2"
}

# layout_row PLACE LAYOUT BUNDLE: what the export before came to, and how it compares with files there.
layout_row() {
  local clips
  clips=$(jq .statistics.written_clips "$3/metadata.json")
  [[ $2 == tar ]] || floor=$seconds
  printf '%-34s%8s%8d%9.2f%10d%9.2f%9.1f  %.16s\n' "$1" "$2" "$clips" "$seconds" "$(per "$clips" "$seconds")" \
    "$(per "$floor" "$seconds" 2)" "$(per "${cpu}e6" "$clips" 1)" "$(jq -r .clips_digest "$3/metadata.json")"
  rm -rf "$3"
}

measure_layouts() {
  printf '\n%-34s%8s%8s%9s%10s%9s%9s  %s\n' layouts '' clips s clips/s ratio 'CPU us' 'clips digest'
  local place name floor layout
  repeated "$dense" groove_sessions >"$manifest"
  for place in "$LAB" "$on_disk"; do
    name=$([[ $place == "$LAB" ]] && echo 'in memory' || echo 'on a disk')
    for layout in files tar; do
      export_as "$place/layout" "$layout"
      layout_row "$name" "$layout" "$place/layout"
    done
  done
  if ! command -v strace >/dev/null; then
    echo "strace is not here (scripts/install --faults)"
    return
  fi
  # Each call that names a file takes a millisecond more, as on a network file system.
  repeated $((dense / 20)) groove_sessions >"$manifest"
  for layout in files tar; do
    export_as "$LAB/layout" "$layout" strace -f --seccomp-bpf -qq -o "$LAB/calls" -e trace=%file \
      -e inject=%file:delay_enter=1000
    echo "metadata operations a clip: $(per "$(grep -c "\"$LAB/layout/" "$LAB/calls")" \
      "$(jq .statistics.written_clips "$LAB/layout/metadata.json")" 3)"
    layout_row '1 ms more an operation on files' "$layout" "$LAB/layout"
  done
}

# note_peaks PID: the peak memory of each kind of process below it, kept in `peaks`, until it ends.
note_peaks() {
  local pid command peak
  while running "$1"; do
    for pid in "$1" $(below "$1"); do
      command=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -d ' ' -f 2) || continue
      peak=$(memory "$pid" 2>/dev/null) || continue
      ((${peak:-0} <= ${peaks[$command]:-0})) || peaks[$command]=$peak
    done 2>/dev/null
    sleep 0.1
  done
}

measure_memory() {
  printf '\n%-22s%9s%11s%11s%13s  %s\n' 'events (20 ms)' seconds 'export MB' 'worker MB' 'renderer MB' digest
  local count began
  for count in "${sizes[@]}"; do
    repeated "$count" '' 5 15 >"$manifest"
    rm -rf "$bundle"
    declare -A peaks=([export]=0 [worker]=0 [renderer]=0)
    began=$(now_ms)
    start memory "$PROGRAM" export "$manifest" "$bundle" --audio-root "$CORPUS" --workers 2 --progress none \
      --max-skip-rate 1
    note_peaks "$pid_memory"
    finish memory 3600
    equal "the exit code" "$code" 0
    printf '%-22d%9.2f%11.1f%11.1f%13.1f  %.16s\n' "$count" "$(per $(($(now_ms) - began)) 1000 2)" \
      "$(per "${peaks[export]}" 1000 1)" "$(per "${peaks[worker]}" 1000 1)" \
      "$(per "${peaks[renderer]}" 1000 1)" "$(digest "$bundle")"
  done
}

# little_endian BYTES NUMBER
little_endian() {
  local left=$1 value=$2
  while ((left-- > 0)); do
    printf "\\x$(printf %02x $((value & 255)))"
    value=$((value >> 8))
  done
}

# silence FILE SECONDS: 48 kHz, stereo, 24 bit, with a hole for the samples.
silence() {
  local size=$(($2 * 48000 * 6))
  {
    printf RIFF && little_endian 4 $((36 + size)) && printf 'WAVEfmt ' && little_endian 4 16
    little_endian 2 1 && little_endian 2 2 && little_endian 4 48000 && little_endian 4 288000
    little_endian 2 6 && little_endian 2 24 && printf data && little_endian 4 "$size"
  } >"$1"
  truncate -s $((44 + size)) "$1"
}

measure_lone() {
  printf '\n%-22s%9s  %s\n' 'one event in' seconds digest
  local length
  for length in 10 "$long_seconds"; do
    mkdir -p "$LAB/lone"
    silence "$LAB/lone/long.wav" "$length"
    echo "{\"event_id\":\"lone\",\"audio_path\":\"long.wav\",\"onset_time\":$((length / 2)),\"components\":[{\"label\":\"kick\"}]}" \
      >"$manifest"
    export_it "$LAB/lone"
    printf '%-22s%9.2f  %.16s\n' "$length seconds" "$seconds" "$(digest "$bundle")"
  done
}

# Calls that name a file of the bundle, counted over a whole export: to plan, render, commit and merge.
measure_metadata() {
  printf '\n%-22s%9s%9s%9s  %s\n' 'metadata operations' events clips calls 'a clip'
  if ! command -v strace >/dev/null; then
    echo "strace is not here (scripts/install --faults)"
    return
  fi
  local count=$((dense / 10 > 1000 ? 6000 : 1000)) calls
  repeated "$count" groove_sessions >"$manifest"
  rm -rf "$bundle"
  timeout 900 strace -f --seccomp-bpf -qq -o "$LAB/calls" -e trace=%file "$PROGRAM" export "$manifest" \
    "$bundle" --audio-root "$CORPUS" --workers 2 --progress none --max-skip-rate 1 >/dev/null 2>&1
  calls=$(grep -c "\"$bundle/" "$LAB/calls")
  printf '%-22s%9d%9d%9d  %.2f (%s)\n' '' "$count" "$(clips)" "$calls" "$(per "$calls" "$(clips)" 3)" \
    "$(grep "\"$bundle/" "$LAB/calls" | sed -nE 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' | sort | uniq -c | sort -rn |
      head -n 5 | awk '{ printf "%s%s %d", (NR > 1 ? ", " : ""), $2, $1 }')"
}

# one_event_shards COUNT: a manifest that makes as many shards.
one_event_shards() {
  local event
  event=$(head -n 1 "$LAB/good.jsonl" | jq -c 'del(.event_id)')
  seq "$1" | sed "s|.*|{\"event_id\":\"e&\",${event#\{}|"
}

# On a disk it is the disk that limits: the ceiling is what would be committed if a coordinator did nothing but
# write batches of the size that it wrote, each in the time that it took.
measure_commits() {
  printf '\n%-22s%9s%10s%8s%9s%10s%11s  %s\n' 'journal on' commits cycles/s batch 'sync ms' 'ceiling/s' 'of that' \
    'disk alone, syncs/s'
  local journal_place syncs batch lines line rate took
  one_event_shards "$shards" >"$manifest"
  for journal_place in "$LAB" "$on_disk"; do
    bundle=$journal_place/commits
    rm -rf "$bundle"
    # Over a Unix socket, where reports are not looked into: these workers write none.
    start coordinator "$PROGRAM" coordinator "$manifest" "$bundle" --bind "ipc://$(mktemp -u "$LAB/XXXXXX.socket")" \
      "${export_flags[@]}" --shard-events 1 --audio-root "$CORPUS"
    wait_for 60 "the coordinator's address" has_endpoint "$bundle"
    wait_for 300 "the plan" grep -aqs '"planned"' "$bundle/.clipmill/journal.1"
    rate=$("$TOOL" commits "$bundle" --program "$PROGRAM" --seconds "$commit_seconds") ||
      fail "$rate; $(tail -n 1 "$ROW/coordinator.log")"
    took=$(value '.journal.seconds * 1000 / .journal.syncs')
    syncs=$(value '.journal.syncs')
    kill_tree coordinator
    lines=$(grep -ac '"committed"' "$bundle/.clipmill/journal.1")
    batch=$(per "$lines" "$syncs" 3)
    line=$(($(stat -c %s "$bundle/.clipmill/journal.1") / lines))
    rate=${rate##*: }
    rate=${rate% a second}
    printf '%-22s%9d%10d%8.1f%9.3f%10d%11.2f  %d\n' \
      "$([[ $journal_place == "$LAB" ]] && echo "$place" || echo disk)" "$lines" "$rate" "$batch" "$took" \
      "$(per "$batch" "$(per "$took" 1000 9)")" "$(per "$rate" "$(per "$batch" "$(per "$took" 1000 9)" 3)" 3)" \
      "$("$TOOL" syncs "$journal_place" --bytes "$(per "$(awk "BEGIN { print $batch * $line }")" 1)" \
        --seconds $((commit_seconds > 3 ? 3 : 1)))"
    rm -rf "$bundle"
  done
  bundle=$LAB/bundle
}

# quick_live: how long a live answer takes, in ms: the median of nine.
quick_live() {
  local turn began
  for turn in 1 2 3 4 5 6 7 8 9; do
    began=$(now_ms)
    live "$bundle" >/dev/null || fail "no live status: $(tail -n 1 "$ROW/coordinator.log")"
    echo $(($(now_ms) - began))
  done | sort -n | sed -n 5p
}

measure_status() {
  printf '\n%-22s%9s%14s%11s\n' 'a large run' shards 'plan MB' 'status ms'
  one_event_shards "$many_shards" >"$manifest"
  rm -rf "$bundle"
  coordinate "$manifest" "$bundle" --shard-events 1 --audio-root "$CORPUS"
  wait_for 600 "the plan" grep -aqs '"planned"' "$bundle/.clipmill/journal.1"
  wait_for 60 "a live status" live "$bundle" >/dev/null
  printf '%-22s%9d%14.1f%11d\n' '' "$many_shards" \
    "$(per "$(stat -c %s "$bundle/.clipmill/plan-1.jsonl")" 1000000 1)" "$(quick_live)"
  kill_tree coordinator
  rm -rf "$bundle"
}

# From the start of another coordinator after a kill to its first live answer: all records replayed, all
# reports and clips of committed shards looked at.
measure_restart() {
  printf '\n%-22s%9s%9s%9s%12s%10s\n' 'restarts' shards done clips 'journal MB' seconds
  local count began
  for count in "${restart_shards[@]}"; do
    # Short runs would be over before they are killed.
    slow=()
    ((count > 10000)) || slowly 3
    repeated "$count" '' 5 15 >"$manifest"
    rm -rf "$bundle"
    coordinate "$manifest" "$bundle" --shard-events 1 --audio-root "$CORPUS"
    wait_for 300 "the plan" grep -aqs '"planned"' "$bundle/.clipmill/journal.1"
    start worker "${slow[@]}" "$PROGRAM" worker --bundle "$bundle" --name worker --slots 2
    wait_for 900 "nearly all commits" has_committed "$bundle" $((count * 8 / 10))
    kill_tree worker
    kill_tree coordinator
    began=$(now_ms)
    coordinate_again "$bundle" --audio-root "$CORPUS"
    wait_for 600 "a live status" live "$bundle" >/dev/null
    printf '%-22s%9d%9d%9d%12.1f%10.2f\n' '' "$count" "$(records "$bundle" committed)" \
      "$(value .clips.done)" "$(per "$(stat -c %s "$bundle/.clipmill/journal.1")" 1000000 1)" \
      "$(per $(($(now_ms) - began)) 1000 2)"
    kill_tree coordinator
  done
  rm -rf "$bundle"
}

measure_peers() {
  printf '\n%-22s%9s%12s%14s%16s%13s\n' 'connected CURVE peers' peers 'seconds' 'coordinator MB' 'KiB a peer' 'status ms'
  local before after began number admitted waits=() pids=()
  ulimit -Sn "$(ulimit -Hn)"
  one_event_shards 100 >"$manifest"
  rm -rf "$bundle"
  unset keys
  rm -rf "$ROW/keys"
  guarded "$manifest" "$bundle" --shard-events 1000 --audio-root "$CORPUS"
  wait_for 60 "the plan" grep -aqs '"planned"' "$bundle/.clipmill/journal.1"
  before=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid_coordinator/status")
  began=$(now_ms)
  for ((number = 1; number <= crowds; number++)); do
    # shellcheck disable=SC2046
    "$TOOL" crowd "$bundle" --program "$PROGRAM" --count "$crowd" --seed "$number" --stay 30 \
      $(worker_keys a) >"$LAB/crowd-$number" 2>&1 &
    pids+=($!)
  done
  all_in() { (($(cat "$LAB"/crowd-* | grep -c admitted) == crowds)); }
  wait_for 150 "all peers" all_in
  local took=$(($(now_ms) - began))
  admitted=$(awk '{ n += $1 } END { print n }' "$LAB"/crowd-*)
  after=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid_coordinator/status")
  printf '%-22s%9d%12.1f%14.1f%16.1f%13d\n' '' "$admitted" "$(per $took 1000 1)" "$(per "$after" 1000 1)" \
    "$(per $((after - before)) "$admitted" 1)" "$(quick_live)"
  kill "${pids[@]}" 2>/dev/null || true
  wait "${pids[@]}" 2>/dev/null || true
  kill_tree coordinator
}
