# The part `limits` of scripts/bench: each figure beside its limit or its peer, in the same run, in turn.
#
# Sourced after measure.sh. Peers are Tests/Lab/Peers: a plain C program and a Python loop.

peers=$(cd "$(dirname "${BASH_SOURCE[0]}")/../Lab/Peers" && pwd)

# figure WHAT MEASURED LIMIT RATIO WANTED: a line of the table; RATIO and WANTED are numbers, and a ratio that
# is at least what is wanted is met.
figure() { printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$LAB/figures"; }

print_figures() {
  if [[ $json ]]; then
    jq -Rn '[inputs | split("\t") | {what: .[0], measured: .[1], limit: .[2], ratio: (.[3] | tonumber),
      wanted: (.[4] | tonumber)} | .met = (.ratio >= .wanted)]' "$LAB/figures"
    return
  fi
  printf '\n%-46s%22s%26s%8s%8s\n' what measured 'limit or peer' ratio wanted
  awk -F '\t' '{ printf "%-46s%22s%26s%8s%8s %s\n", $1, $2, $3, $4, $5, ($4 + 0 >= $5 + 0 ? "" : "not met") }' \
    "$LAB/figures"
}

plain_c() {
  [[ -x $LAB/plain ]] || clang -O2 -o "$LAB/plain" "$peers/plain.c" -lsndfile -lsoxr
  rm -rf "$LAB/plain-clips"
  mkdir "$LAB/plain-clips"
  timed "$LAB/plain" "$LAB/plain.tsv" "$LAB/plain-clips" 44100
  rm -rf "$LAB/plain-clips"
}

# windows: the manifest as the plain program reads it, a recording's events together.
windows() {
  jq -r --arg root "$CORPUS" '[$root + "/" + .audio_path,
    ([.onset_time - (.context_ms.pre // 80) / 1000, 0] | max),
    ((.context_ms.pre // 80) + (.context_ms.post // 200)) / 1000,
    (.event_id as $id | .components[].label | $id + "__" + . | gsub("[^A-Za-z0-9._-]"; "-"))] | @tsv' "$manifest" | sort -s -k 1,1 >"$LAB/plain.tsv"
}

export_by() {
  rm -rf "$bundle"
  timed timeout 3600 "$PROGRAM" export "$manifest" "$bundle" --audio-root "$CORPUS" --workers "$1" \
    --progress none --max-skip-rate 1
}

one_floor() {
  timed "$TOOL" files "$LAB/floor" --count "$1" --rename
  rm -rf "$LAB/floor"
}

# smaller A B: the smaller of two numbers; what is measured twice counts by its better turn.
smaller() { awk -v a="${1:-0}" -v b="$2" 'BEGIN { print (a == 0 || b < a) ? b : a }'; }

# exports_of KIND NAME COUNT WALL CPU: exports of a kind of recording, in turn with the plain program.
exports_of() {
  local floor='' plain='' one='' one_cpu='' two='' decoding=0 turn files
  repeated "$3" "$1" >"$manifest"
  windows
  mapfile -t files < <(cut -f 1 "$LAB/plain.tsv" | uniq)
  for turn in 1 2; do
    one_floor "$3" && floor=$(smaller "$floor" "$seconds")
    plain_c && plain=$(smaller "$plain" "$cpu")
    export_by 1 && one=$(smaller "$one" "$seconds") one_cpu=$(smaller "$one_cpu" "$cpu")
    export_by 2 && two=$(smaller "$two" "$seconds")
  done
  if [[ $2 == *FLAC* ]]; then
    timed "$LAB/plain" --decode "${files[@]}"
    decoding=$seconds
  fi
  floor=$(sum "$floor" "$decoding")
  figure "$2, one renderer, wall" "$one s" "$floor s" "$(per "$floor" "$one" 2)" "$4"
  figure "$2, CPU" "$one_cpu s" "plain C $plain s" "$(per "$plain" "$one_cpu" 2)" "$5"
  [[ -z ${6-} ]] || figure "$2, two renderers" "$two s" "one: $one s" "$(per "$one" "$two" 2)" "$6"
}

measure_limits() {
  : >"$LAB/figures"
  local python=${PYTHON:-python3} empty peer labels
  exports_of groove_sessions "44.1 kHz WAV" "$wav_events" 0.5 2.2 1.65
  # What is left of the last one: a bundle to resume, and to merge again.
  labels=$(clips)
  timed "$PROGRAM" export "$manifest" "$bundle" --audio-root "$CORPUS" --resume --progress none --max-skip-rate 1
  figure "resume with nothing to do, a clip" "$(per "${cpu}e6" "$labels" 1) us" "6 us" \
    "$(per 6 "$(per "${cpu}e6" "$labels" 3)" 2)" 1
  timed "$PROGRAM" merge "$bundle"
  figure "merging, a label" "$(per "${cpu}e6" "$labels" 1) us" "3 us" "$(per 3 "$(per "${cpu}e6" "$labels" 3)" 2)" 1
  head -n 1 "$manifest" >"$LAB/one.jsonl"
  timed "$PROGRAM" export "$LAB/one.jsonl" "$LAB/none" --verify-only --audio-root "$CORPUS"
  empty=$cpu
  timed "$PROGRAM" export "$manifest" "$LAB/none" --verify-only --audio-root "$CORPUS"
  cpu=$(sum "$cpu" "-$empty")
  peer=$cpu
  timed "$python" "$peers/loop.py" --parse "$manifest"
  figure "verifying, an event" "$(per "${peer}e6" "$wav_events" 1) us" \
    "json.loads $(per "${cpu}e6" "$wav_events" 1) us" "$(per "$cpu" "$peer" 2)" 4
  exports_of synth_loops "44.1 kHz FLAC" "$dense" 0.75 2.2 1.85
  exports_of studio_multitrack "48 kHz 24-bit WAV" "$((dense / 3))" 0.1 2.5
  head -n 1 "$LAB/good.jsonl" >"$manifest"
  export_by 1
  figure "one event, start to end" "$seconds s" "0.15 s" "$(per 0.15 "$seconds" 2)" 1
  if "$python" -c 'import soundfile, soxr' 2>/dev/null; then
    shuf --random-source=<(yes) -n "$((wav_events / 8))" "$LAB/good.jsonl" >"$manifest"
    mkdir "$LAB/loop"
    timed "$python" "$peers/loop.py" "$manifest" "$CORPUS" "$LAB/loop" 44100
    rm -rf "$LAB/loop"
    peer=$cpu
    export_by 1
    figure "mixed corpus, CPU" "$cpu s" "Python loop $peer s" "$(per "$peer" "$cpu" 2)" 8
  else
    echo "the Python loop is left out: soundfile and soxr are not here (PYTHON names one that has them)" >&2
  fi
  print_figures
}
