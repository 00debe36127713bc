#!/usr/bin/env bash
# Names or sizes that the file system cannot hold end a run at once, without a resume, and no clip takes another's file.
# limit: 200
source Tests/Faults/lab.sh
needs_trace
manifest=$(first "$MANIFEST" 200)
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle

# ends_at_once EXIT WORDS: what the run `tried` must have come to.
ends_at_once() {
  finish tried 60
  local last
  last=$(tail -n 1 "$ROW/tried.log")
  equal "the exit code ($last)" "$code" "$1"
  require "no word of the cause: $last" grep -q "$2" <<<"$last"
  require "a resume is recommended: $last" eval '! grep -q -e --resume <<<"$last"'
  require "a host was left out" eval '! grep -q excluded "$ROW/tried.log"'
  rm "$ROW/tried.log"
}

ends=
for fault in ENAMETOOLONG:73 EILSEQ:73 EINVAL:73 EROFS:73 EFBIG:74; do
  IFS=: read -r error exit <<<"$fault"
  # A file system without renameat2 answers EINVAL as well: there the link is what tells.
  start tried strace -f -qq -o "$ROW/calls" -e trace=renameat2,link \
    -e "inject=renameat2,link:error=$error:when=20+" \
    "$PROGRAM" export "$manifest" "$bundle" --shard-events 20 --patience 60s "${export_flags[@]}"
  ends_at_once "$exit" "could not"
  require "$error never struck" grep -q INJECTED "$ROW/calls"
  # What is committed stays: where the cause was of the moment after all, the run can be gone on with.
  "$PROGRAM" export "$manifest" "$bundle" --resume --progress none >/dev/null || fail "no resume after $error"
  whole "$bundle" "$expected"
  rm -rf "$bundle" "$ROW/calls"
  ends+="$error $exit, "
done

twins=$ROW/twins.jsonl
sed -n 1,40p "$manifest" >"$twins"
sed -n 5,7p "$manifest" | sed 's/"event_id" *: *"[^"]*"/\U&/; s/"EVENT_ID"/"event_id"/' >>"$twins"
seen=
# folds TOOL WORDS...: exports the twins to a file system of 64 MiB that ignores case.
folds() {
  command -v "$1" >/dev/null || return 0
  mkdir -p "$ROW/disk"
  mount_folding "$1" || return 0
  start tried "$PROGRAM" export "$twins" "$ROW/disk/bundle" --audio-root "$CORPUS" "${export_flags[@]}"
  ends_at_once 73 "names\? differs\? from an earlier one's in case only"
  [[ ! -e $ROW/disk/bundle ]] || fail "a bundle was left behind on $1"
  touch "$ROW/disk/Asked"
  start tried "$PROGRAM" export "$twins" "$ROW/disk/bundle" --audio-root "$CORPUS" --verify-only
  finish tried 30
  equal "the exit code of verification on $1" "$code" 1
  require "verification does not say so" grep -q 'Not ready:.*cannot hold apart' "$ROW/tried.log"
  rm "$ROW/tried.log"
  "$PROGRAM" export "$manifest" "$ROW/disk/bundle" "${export_flags[@]}" >/dev/null || fail "no export to $1"
  whole "$ROW/disk/bundle" "$expected"
  umount "$ROW/disk"
  seen+="$1 "
}
mount_folding() {
  truncate -s 0 "$ROW/image"
  truncate -s 64M "$ROW/image"
  case $1 in
  mount.exfat-fuse)
    mkfs.exfat "$ROW/image" >/dev/null
    local loop
    loop=$(losetup -f --show "$ROW/image") || return 1
    "$1" "$loop" "$ROW/disk" >/dev/null 2>&1 || return 1
    losetup -d "$loop"
    ;;
  lowntfs-3g)
    mkfs.ntfs -q -F -f "$ROW/image" >/dev/null
    "$1" -o ignore_case "$ROW/image" "$ROW/disk" >/dev/null 2>&1
    ;;
  esac
}
[[ $EUID != 0 ]] || for tool in mount.exfat-fuse lowntfs-3g; do folds "$tool"; done
saw "${ends}each at once and gone on with to the digest ${expected:0:12}; case is ignored by ${seen:-nothing here}."
