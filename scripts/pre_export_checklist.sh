#!/usr/bin/env bash
# Tries a long export out on a sample, and says whether the full one may begin.
#
#   scripts/pre_export_checklist.sh [MANIFEST] [OUTPUT] [FLAGS OF THE EXPORT]
#
# Verifies the whole manifest, exports a sample that reaches every source set into OUTPUT, checks its
# health, and projects time, space and skips of the full export. Without MANIFEST it does so with the
# demo corpus. OUTPUT must not exist, and is removed in the end; choose it on the disk where the
# dataset will go, for that disk's free space counts. Ends with 0, or with 1 where something speaks
# against the export. Flags are passed on to the export, from the first word that begins with two dashes;
# those that this script gives itself are settings, which are environment variables:
#
#   EXPORT_LIMIT=50000       events of the sample
#   RAW_PRIMARY=PATH         the audio root; default: the manifest's own folder
#   RAW_SECONDARY=PATH       a second one, for what the first does not have
#   SOURCE_ROOTS=FILE        folders of source sets under them (configs/source_roots.txt)
#   KEEP_SMOKE_OUTPUT=1      leaves the sample's bundle in OUTPUT
#   MAX_SKIP_RATE=0.01       share of events that may be skipped
#   MAX_HOURS=72             how long the full export may take
#   PATIENCE=1m              how long the sample waits for room on a full disk, or for lost sources
#   TAXONOMY=FILE            known labels (configs/taxonomy.json), or none
#   GATES=FOLDER             health gates (configs/gates), or none
#   REPORTS=FOLDER           where reports stay (.build/pre-export)
#   CLIPMILL, DEMO_CORPUS    the executables; default: those of the release build, built if need be
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
limit=${EXPORT_LIMIT:-50000}
source_roots=${SOURCE_ROOTS:-$home/configs/source_roots.txt}
keep=${KEEP_SMOKE_OUTPUT:-0}
max_skip_rate=${MAX_SKIP_RATE:-0.01}
max_hours=${MAX_HOURS:-72}
patience=${PATIENCE:-1m}
taxonomy=${TAXONOMY:-$home/configs/taxonomy.json}
gates=${GATES:-$home/configs/gates}
reports=${REPORTS:-$home/.build/pre-export}
manifest=
output=
flags=()
smoke=
child=
failures=()

# MARK: Words

# The comment that this file begins with.
help() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0"
  exit 0
}

usage() {
  echo "pre_export_checklist: $* (usage: scripts/pre_export_checklist.sh [MANIFEST] [OUTPUT] [FLAGS])" >&2
  exit 64
}

stop() {
  echo "pre_export_checklist: $*" >&2
  exit 1
}

# say TOPIC WORDS
say() { printf '%-10s %s\n' "$1" "$2"; }

# fail TOPIC WORDS: goes on, but the export should not begin.
fail() {
  say "$1" "FAILED: $2"
  failures+=("$1")
}

grouped() { sed ':a;s/\B[0-9]\{3\}\>/,&/;ta' <<<"$1"; }

bytes() { numfmt --to=si --format='%.1f' "$1" | sed 's/[KMGTPE]\{0,1\}$/ &B/;s/K/k/'; }

# duration MILLISECONDS
duration() {
  local seconds=$(($1 / 1000))
  if ((seconds >= 3600)); then
    printf '%dh %02dm' $((seconds / 3600)) $((seconds / 60 % 60))
  elif ((seconds >= 60)); then
    printf '%dm %02ds' $((seconds / 60)) $((seconds % 60))
  else
    printf '%d.%ds' "$seconds" $(($1 / 100 % 10))
  fi
}

# percent MILLIONTHS
percent() { printf '%d.%02d %%' $(($1 / 10000)) $(($1 / 100 % 100)); }

# MARK: Clipmill's documents, which have one field a line

# number KEY: the first field of that name on standard input that is a number.
number() { sed -n "s/^ *\"$1\": \([0-9][0-9]*\),\{0,1\}\$/\1/p" | head -n 1; }

# section FILE KEY: the lines of an object or array of the outermost level.
section() { sed -n "/^  \"$2\": [{[]\$/,/^  []}],\{0,1\}\$/p" "$1"; }

# MARK: Steps

# shellcheck disable=SC2317  # a trap calls it
cleanup() {
  if [[ -n $smoke && $keep != 1 ]]; then rm -rf "$smoke"; fi
}

# shellcheck disable=SC2317  # a trap calls it
interrupt() {
  if [[ -n $child ]]; then
    kill -TERM "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  echo "pre_export_checklist: interrupted" >&2
  exit 130
}

# run COMMAND: in the background, so that a signal to this script reaches it too.
run() {
  local code=0
  "$@" &
  child=$!
  wait "$child" || code=$?
  child=
  return "$code"
}

# Tells MANIFEST and OUTPUT from the flags behind them.
read_arguments() {
  local word words=()
  if [[ ${1-} == -h || ${1-} == --help ]]; then help; fi
  while (($#)) && [[ $1 != --* ]]; do
    words+=("$1")
    shift
  done
  [[ ${#words[@]} -le 2 ]] || usage "takes two paths at most, not ${#words[@]}"
  manifest=${words[0]-} output=${words[1]-}
  flags=("$@")
  for word in "$@"; do
    case ${word%%=*} in
    --limit) usage "EXPORT_LIMIT takes the place of --limit" ;;
    --max-skip-rate) usage "MAX_SKIP_RATE takes the place of --max-skip-rate" ;;
    --patience) usage "PATIENCE takes the place of --patience" ;;
    --taxonomy) usage "TAXONOMY takes the place of --taxonomy" ;;
    --sample | --verify-only | --resume | --overwrite | --take-over | --log-file | --summary-json | --json)
      usage "${word%%=*} is the script's own matter"
      ;;
    esac
  done
}

check_settings() {
  [[ $limit =~ ^[1-9][0-9]{0,9}$ ]] || usage "EXPORT_LIMIT=$limit is not a number of events"
  [[ $max_hours =~ ^[1-9][0-9]{0,5}$ ]] || usage "MAX_HOURS=$max_hours is not a number of hours"
  [[ $max_skip_rate =~ ^(0?\.[0-9]+|[01](\.0*)?)$ ]] ||
    usage "MAX_SKIP_RATE=$max_skip_rate is not a share from 0 to 1"
  if [[ -n $manifest && ! -f $manifest ]]; then stop "there is no manifest $manifest"; fi
  if [[ -n $output && (-e $output || -L $output) ]]; then
    stop "$output is there already (name a folder to be made, or remove it)"
  fi
  if [[ $taxonomy != none && ! -f $taxonomy ]]; then stop "TAXONOMY: there is no $taxonomy"; fi
  if [[ $gates != none && ! -d $gates ]]; then stop "GATES: there is no folder $gates"; fi
}

# check_root NAME PATH: fails before anything else is begun.
check_root() {
  [[ -n $2 ]] || return 0
  [[ -d $2 ]] || stop "$1: there is no folder $2 (is its file system mounted?)"
  [[ -r $2 && -x $2 ]] || stop "$1: $2 may not be read (give this user the right to, or run as another)"
  [[ -n $(find "$2" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit) ]] ||
    stop "$1: $2 is empty (is its file system mounted?)"
}

find_executables() {
  local name
  mkdir -p "$reports"
  # What an earlier run left must never speak for this one.
  rm -f "$reports"/{verify,sample,health}.json "$reports"/{verify,export,health}.txt
  if [[ -z ${CLIPMILL-} || (-z $manifest && -z ${DEMO_CORPUS-}) ]]; then
    for name in clipmill demo-corpus; do
      [[ -x $home/.build/release/$name ]] && continue
      say Build "$name (release; the first time takes a few minutes)"
      "$home/scripts/build" "$name" >"$reports/build.log" 2>&1 ||
        stop "$name could not be built (see $reports/build.log)"
    done
  fi
  clipmill=${CLIPMILL:-$home/.build/release/clipmill}
  demo_corpus=${DEMO_CORPUS:-$home/.build/release/demo-corpus}
}

make_demo() {
  manifest=$reports/corpus/manifest.jsonl
  [[ -f $manifest ]] && return
  rm -rf "$reports/corpus"
  "$demo_corpus" "$reports/corpus" >"$reports/corpus.log" || stop "the demo corpus cannot be made"
}

# Adds the flags for roots: of source sets with folders of their own, then the default.
find_roots() {
  local line source folder root
  roots=()
  if [[ -n ${RAW_PRIMARY-} ]]; then roots+=(--audio-root "$RAW_PRIMARY"); fi
  [[ -n ${RAW_PRIMARY-}${RAW_SECONDARY-}${SOURCE_ROOTS-} ]] || return 0
  [[ -f $source_roots ]] || stop "SOURCE_ROOTS: there is no file $source_roots"
  while IFS= read -r line || [[ -n $line ]]; do
    [[ -z $line || $line == '#'* ]] && continue
    source=${line%%=*} folder=${line#*=}
    [[ $line == *=* && -n $folder ]] || stop "$source_roots: $line is not SOURCE=FOLDER"
    if [[ $folder == /* ]]; then
      check_root "$source_roots: $source" "$folder"
      roots+=(--audio-root-map "$source=$folder")
    else
      for root in "${RAW_PRIMARY-}" "${RAW_SECONDARY-}"; do
        if [[ -n $root && -d $root/$folder ]]; then
          roots+=(--audio-root-map "$source=$root/$folder")
        fi
      done
    fi
  done <"$source_roots"
}

verify() {
  local code=0
  run "$clipmill" export "$manifest" "$smoke" --verify-only "${roots[@]}" "${labels[@]}" "${flags[@]}" \
    --summary-json "$reports/verify.json" >"$reports/verify.txt" || code=$?
  if ((code > 1)) || [[ ! -s $reports/verify.json ]]; then
    stop "the manifest could not be verified (exit code $code)"
  fi
}

# Rows of NAME, EVENTS, EVENTS MISSING, FILES, FILES FOUND, separated by tabs.
source_sets() {
  section "$reports/verify.json" source_sets |
    sed -n 's/^ *"\(name\|events\|events_missing\|files\|files_found\)": "\{0,1\}\(.*[^",]\)"\{0,1\},\{0,1\}$/\2/p' |
    paste - - - - -
}

# Lets source sets without a folder of their own look under the second root, too.
add_secondary() {
  local name missing root added=0
  [[ -n ${RAW_SECONDARY-} ]] || return 0
  while IFS=$'\t' read -r name _ missing _; do
    if ((missing > 0)) && [[ $name != *\\* && " ${roots[*]} " != *" $name="* ]]; then
      for root in "${RAW_PRIMARY-}" "$RAW_SECONDARY"; do
        if [[ -n $root ]]; then roots+=(--audio-root-map "$name=$root"); fi
      done
      added=1
    fi
  done < <(source_sets)
  if ((added)); then verify; fi
}

# is_given FLAG VALUE: whether the flags passed on have it with this value.
is_given() {
  local word last=
  for word in "${flags[@]}"; do
    if [[ $word == "$1=$2" || ($last == "$1" && $word == "$2") ]]; then return 0; fi
    last=$word
  done
  return 1
}

judge_manifest() {
  local name missing files found malformed lost line words=()
  total=$(number total_events <"$reports/verify.json")
  malformed=$(number malformed <"$reports/verify.json")
  lost=$(number missing_audio <"$reports/verify.json")
  ((total > 0)) || stop "$manifest holds no event"
  say Manifest "$(grouped "$total") events in $(source_sets | wc -l) source sets, $(grouped "$lost") without audio"
  while IFS=$'\t' read -r name _ missing files found; do
    if ((found == 0 && files > 0)) && ! is_given --allow-missing-source "$name"; then
      words+=("$name: none of $(grouped "$files") files found")
    fi
  done < <(source_sets)
  if ((lost * 1000000 > max_skip_millionths * total)); then
    words=("$(percent $((lost * 1000000 / total))) of events lack their audio, MAX_SKIP_RATE=$max_skip_rate"
      "${words[@]}")
    while IFS=$'\t' read -r name _ missing files found; do
      if ((missing > 0 && found > 0)); then
        words+=("$name: $(grouped "$found") of $(grouped "$files") files found")
      fi
    done < <(source_sets)
  fi
  if ((${#words[@]})); then
    fail Roots "${words[0]}"
    printf '                   %s\n' "${words[@]:1}" | sed '/^ *$/d'
    while IFS= read -r line; do say "" "$line"; done < <(
      sed -n 's/^  \([^ ].* would be found with .*\)$/\1/p' "$reports/verify.txt"
    )
    say "" "looked in ${roots[*]:-the folder of the manifest}; see $reports/verify.txt"
    say "" "RAW_PRIMARY=FOLDER, or --audio-root FOLDER behind OUTPUT, names a root"
    say "" "MAX_SKIP_RATE=SHARE, or --allow-missing-source NAME behind OUTPUT, goes on without"
  fi
  if ((malformed > 0)) && ! is_given --on-bad-line skip; then
    fail Manifest "$(grouped "$malformed") malformed lines (see $reports/verify.txt)"
  fi
  # Without audio or with broken lines a sample would say nothing.
  if ((${#failures[@]})); then finish; fi
}

export_sample() {
  local began code=0 clips elapsed
  began=${EPOCHREALTIME/[.,]/}
  run "$clipmill" export "$manifest" "$smoke" "${roots[@]}" "${flags[@]}" \
    --limit "$limit" --sample stratified --max-skip-rate "$max_skip_rate" --patience "$patience" \
    --log-file "$reports/export.log" --summary-json "$reports/sample.json" >"$reports/export.txt" || code=$?
  elapsed=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
  if ((code != 0)); then
    fail Sample "clipmill export ended with exit code $code (see $reports/export.log)"
    say "" "flags that its words name go behind OUTPUT; MAX_SKIP_RATE and PATIENCE are settings"
    finish
  fi
  [[ -s $reports/sample.json ]] || stop "clipmill export left no $reports/sample.json"
  sample_ms=$((elapsed > 0 ? elapsed : 1))
  sample_events=$(number total_events <"$reports/sample.json")
  skipped=$(number skipped_total <"$reports/sample.json")
  clips=$(number written_clips <"$reports/sample.json")
  say Sample "$(grouped "$sample_events") events, $(grouped "$clips") clips in $(duration "$sample_ms"): \
$(grouped $((sample_events * 1000 / sample_ms))) events/s, $(grouped $((clips * 1000 / sample_ms))) clips/s"
  check_reach
}

# Every source set that has audio must have given a clip.
check_reach() {
  local name found unreached=()
  while IFS=$'\t' read -r name _ _ _ found; do
    if ((found > 0)) &&
      ! section "$reports/sample.json" duration_seconds_by_source | grep -qF "    \"$name\": "; then
      unreached+=("$name")
    fi
  done < <(source_sets)
  if ((${#unreached[@]})); then
    fail Sample "no clip of ${unreached[*]} (raise EXPORT_LIMIT, or see $smoke/skipped.jsonl)"
  fi
}

check_health() {
  local code=0 flags=(--manifest "$manifest" --bundle "$smoke")
  if [[ $taxonomy != none ]]; then flags+=(--taxonomy "$taxonomy" --max-unknown-labels 0); fi
  if [[ $gates != none ]]; then
    flags+=(--min-counts-json "$gates/min_counts.json")
    flags+=(--require-labels-file "$gates/required_labels.txt")
    flags+=(--require-techniques-file "$gates/required_techniques.txt")
  fi
  run "$clipmill" health "${flags[@]}" --output "$reports/health.json" \
    --html-output "$reports/health.html" >"$reports/health.txt" || code=$?
  local verdict
  verdict=$(tail -n 1 "$reports/health.txt")
  case $code in
  0) say Health "$verdict" ;;
  2) fail Health "$verdict" ;;
  *) fail Health "clipmill health ended with exit code $code" ;;
  esac
  if ((code == 0 || code == 2)); then say "" "page: $reports/health.html"; fi
}

project() {
  local milliseconds rate disk room inodes slots place
  milliseconds=$((total * sample_ms / sample_events))
  if ((milliseconds > max_hours * 3600000)); then
    fail Time "about $(duration "$milliseconds") for the full export, more than MAX_HOURS=$max_hours"
  else
    say Time "about $(duration "$milliseconds") for all $(grouped "$total") events"
  fi
  disk=$(number expected_disk_bytes <"$reports/verify.json")
  room=$(section "$reports/verify.json" free | number bytes)
  place=$(section "$reports/verify.json" free | sed -n 's/^ *"path": "\(.*\)",$/\1/p')
  if [[ -n $room ]] && ((disk > room)); then
    fail Space "about $(bytes "$disk") needed, $(bytes "$room") free at $place"
  else
    say Space "about $(bytes "$disk")${room:+ of $(bytes "$room") free at $place}"
  fi
  inodes=$(number expected_inodes <"$reports/verify.json")
  slots=$(section "$reports/verify.json" free | number inodes)
  if [[ -n $slots ]] && ((inodes > slots)); then
    fail Files "$(grouped "$inodes") files and folders needed, $(grouped "$slots") free at $place"
  else
    say Files "$(grouped "$inodes") files and folders${slots:+ of $(grouped "$slots") free}"
  fi
  rate=$((skipped * 1000000 / sample_events))
  if ((rate > max_skip_millionths)); then
    fail Skips "$(percent "$rate") of the sample, more than MAX_SKIP_RATE=$max_skip_rate"
  else
    say Skips "$(percent "$rate") of events, about $(grouped $((total * skipped / sample_events))) in all"
  fi
}

finish() {
  if [[ -n $smoke && $keep == 1 && -d $smoke ]]; then say Kept "$smoke"; fi
  if ((${#failures[@]})); then
    printf '\npre_export_checklist: do not export yet: %s failed\n' "${failures[*]}" >&2
    exit 1
  fi
  printf '\nThe full export may begin.\n'
  exit 0
}

read_arguments "$@"
check_settings
check_root RAW_PRIMARY "${RAW_PRIMARY-}"
check_root RAW_SECONDARY "${RAW_SECONDARY-}"
find_executables
if [[ -z $manifest ]]; then make_demo; fi
if [[ -z $output ]]; then
  output=$reports/smoke
  rm -rf "$output"
fi
# A name that begins with a dash is not a flag.
if [[ $manifest == -* ]]; then manifest=./$manifest; fi
if [[ $output == -* ]]; then output=./$output; fi
max_skip_millionths=$(printf '%.0f' "${max_skip_rate}e6")
labels=()
if [[ $taxonomy != none ]]; then labels=(--taxonomy "$taxonomy"); fi
find_roots

trap cleanup EXIT
trap interrupt INT TERM HUP
smoke=$output
verify
add_secondary
judge_manifest
export_sample
check_health
project
finish
