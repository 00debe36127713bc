# What every mutation is held against; sourced after Tests/Faults/lab.sh.
#
# The words of what was found lie in `found`, empty where all is well.

# attempt SECONDS NAME COMMAND...: runs a command, whose exit code is then in `code`, and looks at its end and
# at what it has printed.
attempt() {
  local limit=$1 name=$2 outcome
  shift 2
  code=0
  # The shell's own words about a killed process are of no use here.
  { timeout --kill-after=15 "$limit" "$@" </dev/null >"$here/$name.out" 2>&1; } 2>/dev/null || code=$?
  # The loader comes before the program, and libzmq stops it where what it cannot do without fails.
  [[ $code != 127 ]] || code=loader
  if [[ $code == 70 ]] && grep -qE '\(src/[a-z_]+\.cpp:[0-9]+\)$' "$here/$name.out"; then code=libzmq; fi
  case $code in
  124 | 137) outcome="not done after $limit s" ;;
  70) outcome="a bug: $(tail -n 1 "$here/$name.out")" ;;
  loader | libzmq | 0 | 1 | 2 | 64 | 65 | 66 | 73 | 74 | 75 | 77) outcome= ;;
  *) outcome="exit code $code, which is in no table" ;;
  esac
  [[ -z $outcome ]] || found+="$name: $outcome; "
  ! grep -q $'\e' "$here/$name.out" || found+="$name: an escape sequence; "
  echo "$name $code" >>"$here/outcomes"
  # What hangs once would hang again.
  [[ $code != 124 && $code != 137 ]]
}

# Of metadata.json: what no later run changes, and what health holds against the files.
lasting='with_entries(select(.key | test("^(run_.*|runs|healed_.*|dataset_root)$") | not))'
provable='{format_version, complete, split_counts, label_counts, duration_seconds_by_source, skip_reasons,
  bundle_digest, labels_sha256, components_sha256}'

# files BUNDLE FILTER: every file of the dataset with its digest, and this of metadata.json.
files() {
  (
    cd "$1" || exit
    find . -path ./.clipmill -prune -o ! -type d ! -type f -printf '%y %p\n' | sort
    find . -path ./.clipmill -prune -o -type f ! -path ./metadata.json -print0 | sort -z | xargs -0 sha256sum
    jq -S "$2" metadata.json
  ) 2>&1
}

# same WHAT BUNDLE SOUND-BUNDLE [FILTER]: the dataset is that of the undisturbed run.
same() {
  files "$2" "${4-$lasting}" >"$here/files"
  files "$3" "${4-$lasting}" >"$here/sound-files"
  cmp -s "$here/files" "$here/sound-files" || found+="$1 with another dataset ($(
    diff "$here/sound-files" "$here/files" | grep '^[<>]' | cut -c 1-200 | head -n 2 | tr '\n' ' '
  )); "
}

# in_jobs COMMAND WHICH...: calls the command for each, in JOBS at a time; prints what was found, and counts.
in_jobs() {
  local command=$1 job
  shift
  local all=("$@")
  for ((job = 0; job < JOBS; job++)); do
    (
      here=$ROW/job-$job
      mkdir -p "$here"
      for ((place = job; place < ${#all[@]}; place += JOBS)); do
        found=
        "$command" "${all[place]}"
        [[ -z $found ]] || echo "FAILS scripts/mutate $kind --seed $SEED --only ${all[place]}: ${found%; }" |
          tee -a "$here/failures"
      done
    ) &
  done
  wait
  cat "$ROW"/job-*/outcomes 2>/dev/null | sort | uniq -c | awk '{ print "  " $2 ", exit code " $3 ": " $1 }'
  local failures
  failures=$(cat "$ROW"/job-*/failures 2>/dev/null | wc -l)
  echo "${#all[@]} tried, $failures failed"
  ((failures == 0))
}
