# What the rows of the fault matrix are made of; sourced by each row, which runs in a bash of its own.
#
# scripts/faults sets: PROGRAM, TOOL (the tool of Tests/Lab), CORPUS (a demo corpus), LAB (a folder for all
# rows), ROW (an empty folder for this one), SEED.
# A row prints what it saw with `saw`, ends with 1 where its sentence does not hold (`require`, `fail`)
# and with 77 where it cannot be tried here (`skip`).
set -euo pipefail
shopt -s nullglob

RANDOM=$SEED
MANIFEST=$CORPUS/manifest.jsonl
export_flags=(--max-skip-rate 1 --progress none)
# With --tar: some hundred units of the demo corpus.
[[ ${FAULTS_LAYOUT-} != tar ]] || export_flags+=(--layout tar --tar-clips 25)

saw() { echo "$*"; }

fail() {
  echo "$*"
  exit 1
}

skip() {
  echo "$*"
  exit 77
}

# require WORDS COMMAND...: the row fails with these words unless the command succeeds.
require() {
  local words=$1
  shift
  "$@" || fail "$words"
}

# equal WHAT FOUND EXPECTED
equal() {
  [[ $2 == "$3" ]] || fail "$1 is $2, not $3"
}

needs_root() { [[ $EUID == 0 ]] || skip "needs root"; }

# needs TOOL...
needs() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || skip "$tool is not here (scripts/install --faults)"
  done
}
needs ps setsid

# needs_mounts: root that may mount, which root in a container may not.
needs_mounts() {
  needs_root
  needs unshare
  # shellcheck disable=SC2016 # the inner shell expands it
  unshare --mount sh -c 'mount -t tmpfs tmpfs "$1"' sh "$ROW" 2>/dev/null || skip "may not mount here"
}

# needs_fuse: as well as file systems of our own.
needs_fuse() {
  needs_mounts
  needs bindfs
  mkdir -p "$ROW/probe"
  # shellcheck disable=SC2016 # the inner shell expands it
  unshare --mount sh -c 'bindfs "$1" "$1/probe" && umount "$1/probe"' sh "$ROW" 2>/dev/null ||
    skip "no file systems of our own here (FUSE)"
}

# needs_trace: strace, and the right to use it on what it starts.
needs_trace() {
  needs strace
  strace -o /dev/null true 2>/dev/null || skip "may not trace here"
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# wait_for SECONDS WHAT COMMAND...: runs the command ten times a second until it succeeds.
wait_for() {
  local until=$(($(now_ms) + $1 * 1000)) what=$2 limit=$1
  shift 2
  until "$@"; do
    (($(now_ms) < until)) || fail "not within $limit s: $what"
    sleep 0.1
  done
}

# Processes

# start NAME COMMAND...: in the background, in a session of its own; output goes to $ROW/NAME.log, and
# the process id into pid_NAME. All that it starts can be told by its environment. It heeds every signal,
# though a shell's background job would ignore some.
start() {
  local name=$1
  shift
  FAULTS_ROW=$ROW setsid env --default-signal=HUP,INT,QUIT,TERM "$@" </dev/null >>"$ROW/$name.log" 2>&1 &
  printf -v "pid_$name" %s $!
}

# finish NAME SECONDS: waits for the end of a started process; its exit code into `code`.
finish() {
  local pid=pid_$1
  wait_for "$2" "the end of $1" gone "${!pid}"
  code=0
  wait "${!pid}" || code=$?
}


gone() { ! kill -0 "$1" 2>/dev/null || [[ $(ps -o stat= -p "$1") == Z* ]]; }
running() { ! gone "$1"; }

# Kills a started process and all that it started, as a lost host would.
kill_tree() {
  local pid=pid_$1 victim
  [[ -n ${!pid-} ]] || return 0
  kill -KILL "-${!pid}" || true
  for victim in $(below "${!pid}"); do kill -KILL "$victim" || true; done
  wait "${!pid}" || true
} 2>/dev/null # The shell's own words about it, too.

# below PID: its descendants.
below() {
  local child
  for child in $(ps -o pid= --ppid "$1" 2>/dev/null); do
    below "$child"
    echo "$child"
  done
}

# left: processes of this row that live.
left() {
  local file
  for file in /proc/[0-9]*/environ; do
    if grep -qzxF "FAULTS_ROW=$ROW" "$file" 2>/dev/null; then
      file=${file#/proc/}
      gone "${file%/environ}" || echo "${file%/environ}"
    fi
  done
}

nothing_left() { [[ -z $(left) ]]; }

clear_away() {
  local pid
  for pid in $(left); do kill -KILL "$pid" 2>/dev/null || true; done
  if declare -F remove_hosts >/dev/null; then remove_hosts; fi
  local place
  for place in $(awk -v row="$ROW/" 'index($2, row) == 1 { print $2 }' /proc/mounts | sort -r); do
    umount -l "$place" 2>/dev/null || true
  done
}
trap clear_away EXIT
trap 'exit 1' INT TERM

# Bundles

# undisturbed MANIFEST FLAG...: the digest of an undisturbed export; made once for all rows.
undisturbed() {
  local mark
  mark=$LAB/undisturbed-$(printf '%s\n' "$@" | cksum | tr ' ' -)
  if [[ ! -s $mark ]]; then
    timeout 300 "$PROGRAM" export "$1" "$mark.bundle" "${export_flags[@]}" "${@:2}" >"$mark.log" 2>&1 ||
      fail "the undisturbed export ended with $?: $(tail -n 1 "$mark.log")"
    digest "$mark.bundle" >"$mark"
    rm -rf "$mark.bundle"
  fi
  cat "$mark"
}

digest() {
  sed -n 's/.*"bundle_digest" *: *"\([0-9a-f]*\)".*/\1/p' "$1/metadata.json" 2>/dev/null | head -n 1
}

# Records of a kind in all journals of a bundle.
records() {
  cat "$1"/.clipmill/journal.* 2>/dev/null | grep -ac "\"$2\"" || true
}

has_committed() { (($(records "$1" committed) >= $2)); }

# first MANIFEST COUNT: the path of a manifest of its first events.
first() {
  local path=$CORPUS/first-$2.jsonl
  [[ -s $path ]] || head -n "$2" "$1" >"$path"
  echo "$path"
}

# events TIMES: the path of the corpus's manifest that often, under new ids, made once for all rows.
long_manifest() {
  local path=$CORPUS/long-$1.jsonl turn
  if [[ ! -s $path ]]; then
    for ((turn = 0; turn < $1; turn++)); do
      sed "s/\"event_id\" *: *\"/&$turn-/" "$MANIFEST"
    done >"$path.part"
    mv "$path.part" "$path"
  fi
  echo "$path"
}

# counted BUNDLE: what counts of its journals: of the earlier ones only what the last owner found, whose
# record comes after the version.
counted() {
  local all place=0 sealed
  mapfile -t all < <(ls -v "$1"/.clipmill/journal.*)
  mapfile -t sealed < <(head -n 2 "${all[-1]}" | grep -ao '"sealed":\[[0-9,]*\]' | grep -o '[0-9]*')
  for ((place = 0; place < ${#all[@]} - 1; place++)); do
    head -c "${sealed[place]:-0}" "${all[place]}"
  done
  cat "${all[-1]}"
}

# Everything that must be so at the end of every row: the digest, nobody left, each shard committed once.
whole() {
  equal "the digest" "$(digest "$1")" "$2"
  # A worker that finds a complete run and no coordinator looks for 30 s whether one comes back.
  wait_for 45 "no process left ($(left | tr '\n' ' '))" nothing_left
  twice=$(counted "$1" | grep -ao '"committed".*"lease":{[^}]*}' |
    sed -n 's/.*"shard":\([0-9]*\).*/\1/p' | sort | uniq -d | wc -l)
  equal "the number of shards committed twice" "$twice" 0
}

# A run over TCP

# coordinate MANIFEST BUNDLE FLAG...: starts a coordinator without keys on loopback as `coordinator`.
coordinate() {
  start coordinator "$PROGRAM" coordinator "$1" "$2" --bind 'tcp://127.0.0.1:*' \
    "${export_flags[@]}" "${@:3}"
}

# work NAME BUNDLE FLAG...: starts a worker as NAME.
work() { start "$1" "${slow[@]}" "$PROGRAM" worker --bundle "$2" --name "$1" --slots 1 "${@:3}"; }

# live BUNDLE: the coordinator's own status, as JSON on one line; fails where none answers.
live() {
  local text
  text=$("${on_host[@]}" timeout 10 "$PROGRAM" status "$1" --json "${reader_keys[@]}" 2>/dev/null) || return 1
  [[ $text == *'"source":"live"'* || $text == *'"source" : "live"'* ]] || return 1
  echo "$text"
}
on_host=()
reader_keys=()

# coordinate_again BUNDLE FLAG...: another coordinator for the bundle, as `coordinator`.
coordinate_again() {
  start coordinator "$PROGRAM" coordinator "$manifest" "$1" --resume --bind 'tcp://127.0.0.1:*' \
    --progress none "${@:2}"
}


# witness NAME BUNDLE: a worker whose network is overheard; what it was told lies in $ROW/heard.NAME.
witness() {
  needs_trace
  start "$1" "${slow[@]}" strace -f -qq -s 16384 -o "$ROW/heard.$1" -e trace=recvfrom,read -e signal=none \
    "$PROGRAM" worker --bundle "$2" --name "$1" --slots 1
}

# acknowledged: the shards whose results the witnesses were told are durable, sorted. (A result that is said
# again after its shard was done is acknowledged too, whichever attempt it is of.)
acknowledged() {
  cat "$ROW"/heard.* 2>/dev/null | tr -d '\\' | grep -ao '"acknowledged":{[^}]*}' | shards
}

# committed BUNDLE: the shards that its journals have committed, sorted.
committed() {
  counted "$1" | grep -a '"committed"' | grep -ao '"lease":{[^}]*}' | shards
}

shards() {
  sed -nE 's/.*"shard":([0-9]+).*/\1/p' | sort -u
}

# shim_with WORDS VARIABLE=VALUE...: what stands before a command that is to meet these faults (shim.c), in
# the array `shimmed`; its host's name may be FAULTS_HOST.
shim_with() {
  shimmed=(env "LD_PRELOAD=$(shim)" "FAULTS_SHIM=$1" "${@:2}")
}
export FAULTS_STRUCK=$ROW/struck

# strikes KIND WHERE: how often the shim did something of this kind, to what WHERE is a part of.
strikes() { grep -c "^$1 .*${2-}" "$FAULTS_STRUCK" 2>/dev/null || true; }

# has_struck KIND WHERE
has_struck() { (($(strikes "$@") > 0)); }

# must_strike KIND WHERE: a fault that never was one proves nothing.
must_strike() { require "the fault never struck: $*" has_struck "$@"; }

# slowly MILLISECONDS: from now on every call of a decoder in a worker takes so much longer, so that a run
# takes its time on any machine; the demo corpus needs some 5,300 calls.
slowly() {
  shim_with slow "FAULTS_SLOW=$1"
  slow=("${shimmed[@]}")
}
slow=()

# shim: the path of the library that stands between Clipmill and its libraries; see shim.c.
shim() {
  [[ -e $LAB/shim.so ]] || Tests/Faults/shim.sh "$LAB/shim.so" || fail "shim.c does not compile"
  echo "$LAB/shim.so"
}

# value FILTER: something of the live status, as jq finds it.
value() { live "$bundle" | jq -r "$1"; }

# at_least NUMBER FILTER: that value of the live status is a number at least so large.
at_least() {
  local found
  found=$(value "$2") && ((${found:-0} >= $1))
}

# summed BUNDLE: the digests of all files of a dataset, without the run's state.
summed() {
  (cd "$1" && find . -path ./.clipmill -prune -o -type f -print0 | sort -z | xargs -0 sha256sum)
}

# endpoint BUNDLE: where its coordinator listens; port: the number alone.
endpoint() { jq -r '.endpoint // empty' "$1/.clipmill/coordinator.json" 2>/dev/null; }
has_endpoint() { [[ -n $(endpoint "$1") ]]; }
port_of() {
  local place
  place=$(endpoint "$1")
  echo "${place##*:}"
}

# free_port: a port of this host that nobody listens on, below those that the system gives away.
free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# guarded MANIFEST BUNDLE FLAG...: a coordinator with keys on loopback, as `coordinator`; the workers a
# and b and the reader r may come in. A command that starts it may stand in `around`.
guarded() {
  keys=$ROW/keys
  [[ -d $keys ]] || "$PROGRAM" keygen "$keys" --worker a --worker b --reader r >/dev/null
  reader_keys=(--key "$keys/reader-r.key" --server-key "$keys/coordinator.pub")
  start coordinator "${around[@]}" "$PROGRAM" coordinator "$1" "$2" --bind "tcp://127.0.0.1:${port:-*}" \
    --key "$keys/coordinator.key" --allow-list "$keys/allow-list" "${export_flags[@]}" "${@:3}"
  wait_for 60 "the coordinator's address" has_endpoint "$2"
}

around=()
worker_keys() { echo --key "$keys/worker-$1.key" --server-key "$keys/coordinator.pub"; }

# work_guarded NAME BUNDLE FLAG...: a worker with the key of that name.
work_guarded() {
  # shellcheck disable=SC2046 # words
  work "$1" "$2" $(worker_keys "$1") "${@:3}"
}

# memory PID: its peak resident set in kB.
memory() { awk '/^VmHWM/ { print $2 }' "/proc/$1/status"; }

# ticks PID: CPU time used so far, in hundredths of a second.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
