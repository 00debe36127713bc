#!/usr/bin/env bash
# A run of which one system call fails ends well with the right dataset, or says why and is gone on with to it.
source Tests/Faults/lab.sh
source Tests/Mutations/oracle.sh
needs jq
needs_trace
export kind=calls
manifest=$(first "$CORPUS/manifest.jsonl" 6)
options=(--shard-events 3 --max-skip-rate 0 --progress none --patience 20s)
faults=(
  openat:EIO openat:EMFILE openat:ENOENT openat:EACCES read:EIO pread64:EIO write:EIO write:ENOSPC close:EIO
  fdatasync:EIO fsync:EIO rename:EIO rename:ENOENT renameat2:EIO mkdir:EIO mkdirat:EIO unlink:EIO unlinkat:EIO
  getdents64:EIO fstat:EIO newfstatat:EIO newfstatat:EACCES statx:EIO access:EIO faccessat2:EIO lseek:EIO
  clone:EAGAIN clone3:EAGAIN vfork:EAGAIN link:EIO linkat:EIO ftruncate:ENOSPC fallocate:ENOSPC mmap:ENOMEM
  sendto:ENOBUFS recvfrom:EIO socket:EMFILE bind:EADDRINUSE pipe2:EMFILE
)

# The first thread of an export, of a coordinator and of a worker; and whatever a worker starts, of which every
# thread has its own count.
places=(export coordinator worker renderers)
calls=$(printf '%s\n' "${faults[@]%:*}" | sort -u | paste -sd ,)

# run PLACE STRACE-FLAG...: a whole run, of which this place is traced; its exit code in `code`.
run() {
  local place=$1 traced=(strace -qq -o "$here/calls" -e signal=none "${@:2}" "$PROGRAM")
  rm -rf "$bundle" "$here"/*.log
  case $place in
  export) attempt 60 export "${traced[@]}" export "$manifest" "$bundle" --workers 2 "${options[@]}" ;;
  coordinator)
    work helper "$bundle"
    attempt 60 coordinator "${traced[@]}" coordinator "$manifest" "$bundle" --bind 'tcp://127.0.0.1:*' "${options[@]}"
    ;;
  *)
    [[ $place == worker ]] || traced=(strace -f "${traced[@]:1}")
    start coordinator "$PROGRAM" coordinator "$manifest" "$bundle" --bind 'tcp://127.0.0.1:*' "${options[@]}"
    attempt 60 worker "${traced[@]}" worker --bundle "$bundle" --name harmed --slots 1 --patience 20s
    # Another worker does what the harmed one leaves.
    gone "$pid_coordinator" || work helper "$bundle"
    finish coordinator 60
    cp "$here/coordinator.log" "$here/coordinator.out"
    [[ $code =~ ^(0|1|65|66|73|74|75|77)$ ]] || found+="coordinator: exit code $code; "
    echo "coordinator $code" >>"$here/outcomes"
    ;;
  esac
}

# try PLACE:CALL:ERROR:WHEN
try() {
  local place call error when ROW=$here bundle=$here/bundle
  IFS=: read -r place call error when <<<"$1"
  run "$place" -e "trace=$call" -e "inject=$call:error=$error:when=$when" || true
  kill_tree helper
  [[ -z $ONLY ]] || tail -n 2 "$here"/*.out
  if [[ $code == 0 ]]; then
    same "the run says 0" "$bundle" "$expected"
  else
    attempt 60 resume "$PROGRAM" export "$manifest" "$bundle" --resume "${options[@]}" || return 0
    if [[ $code == 0 ]]; then
      same "resume says 0" "$bundle" "$expected"
    else
      found+="resume ends with $code: $(tail -n 1 "$here/resume.out"); "
    fi
  fi
  wait_for 20 "no process left" nothing_left
}

here=$ROW found='' expected=$ROW/expected bundle=$ROW/undisturbed
strikes=()
for place in "${places[@]}"; do
  run "$place" -e "trace=$calls"
  kill_tree helper
  [[ $code == 0 && -z $found ]] || fail "an undisturbed run ended with $code: $found"
  [[ $place != export ]] || cp -a "$bundle" "$expected"
  same "the run with a traced $place" "$bundle" "$expected"
  # How often one thread makes each call.
  sed -nE 's/^([0-9]+ +)?([a-z0-9]+)\(.*/\1 \2/p' "$here/calls" | sort | uniq -c |
    awk '{ if ($1 > most[$NF]) most[$NF] = $1 } END { for (call in most) print call, most[call] }' >"$here/most"
  for fault in "${faults[@]}"; do
    most=$(awk -v call="${fault%:*}" '$1 == call { print $2 }' "$here/most")
    for ((turn = 1; turn <= ${most:-0}; turn++)); do strikes+=("$place:$fault:$turn"); done
  done
done
[[ -z $found ]] || fail "$found"
: >"$ROW/outcomes"
saw "${#strikes[@]} calls of $(printf '%s\n' "${strikes[@]%:*:*}" | sort -u | wc -l) kinds in ${#places[@]} places"
# shellcheck disable=SC2086 # words
if [[ -n $ONLY ]]; then in_jobs try ${ONLY//,/ }; else
  step=$EVERY
  [[ -z $SHORT ]] || step=$((${#strikes[@]} / ${COUNT:-8}))
  chosen=()
  for ((place = SEED % step; place < ${#strikes[@]}; place += step)); do chosen+=("${strikes[place]}"); done
  in_jobs try "${chosen[@]}"
fi
