# Guests with kernels of their own: an NFS server and two clients under QEMU, which need neither root nor
# KVM. A network between them is made of sockets; the server's disk is a file of this host. Sourced by rows,
# after lab.sh. The guests are `server`, `a` and `b`; see Tests/Faults/guest.
tree=.build/guests
[[ $(uname -m) == x86_64 ]] || skip "guests are for x86-64 only"
needs qemu-system-x86_64 busybox cpio modprobe mkfs.ext4 debugfs strip jq
[[ -s $tree/vmlinuz ]] || skip "no kernel for guests is here (scripts/install --nfs)"
declare -A address=([server]=10.79.0.1 [a]=10.79.0.2 [b]=10.79.0.3)
guest_events=${guest_events:-400}

# Making them

# initramfs: the path of what guests boot; made once for all rows.
initramfs() {
  local root=$LAB/guest
  if [[ ! -s $LAB/initramfs ]]; then
    mkdir -p "$root"/{bin,sbin,lib,lib64,etc,proc,sys,dev,tmp,run,mnt,srv,modules,var/lib/nfs/rpc_pipefs}
    cp Tests/Faults/guest/* "$root"
    cp "$(command -v busybox)" "$root/bin/busybox"
    carry "$PROGRAM" "$(shim)" "$tree"/usr/sbin/{exportfs,nfsdcld,rpc.mountd,rpc.nfsd} "$tree"/sbin/mount.nfs4
    carry_modules virtio_pci virtio_net virtio_blk nfsd nfsv4
    configure
    (cd "$root" && find . | cpio --quiet -o -H newc -R 0:0) >"$LAB/initramfs.part"
    mv "$LAB/initramfs.part" "$LAB/initramfs"
    rm -rf "$root"
  fi
  echo "$LAB/initramfs"
}

# carry FILE...: programs into the guests' /bin, with the libraries that they need.
carry() {
  local file name path
  for file in "$@"; do
    strip --strip-debug -o "$root/bin/${file##*/}" "$file"
    # shellcheck disable=SC2034 # the words around a path
    while read -r name path; do
      case $name in
      */ld-linux*) cp -L "$name" "$root/lib64/" ;;
      *) [[ -e $root/lib/$name ]] || strip --strip-debug -o "$root/lib/$name" "$(realpath "$path")" ;;
      esac
    done < <(LD_LIBRARY_PATH=$tree/usr/lib/x86_64-linux-gnu:$tree/lib/x86_64-linux-gnu ldd "$file" |
      awk '/=>/ { if ($3 == "not") exit 1; print $1, $3 } /^[ \t]*\/.*ld-linux/ { print $1 }')
  done
}

# carry_modules NAME...: kernel modules, and in which order they go in.
carry_modules() {
  local word path
  while read -r word path _; do
    [[ $word == insmod ]] || continue
    if [[ $path == *.xz ]]; then
      xz -dc "$path" >"$root/modules/$(basename "$path" .xz)"
      path=${path%.xz}
    else
      cp "$path" "$root/modules/"
    fi
    echo "${path##*/}"
  done < <(modprobe -C /dev/null -d "$PWD/$tree" -S "$(cat "$tree/version")" --all --show-depends "$@") |
    awk '!seen[$0]++' >"$root/modules/order"
}

configure() {
  printf '%s\n' 'tcp 6 TCP' 'udp 17 UDP' >"$root/etc/protocols"
  printf '%s\n' 'nfs 2049/tcp' 'sunrpc 111/tcp' >"$root/etc/services"
  printf '%s\n' 'tcp tpi_cots_ord v inet tcp - -' 'udp tpi_clts v inet udp - -' >"$root/etc/netconfig"
  printf '%s\n' 'root:x:0:0:root:/tmp:/bin/sh' >"$root/etc/passwd"
  printf '%s\n' 'root:x:0:' >"$root/etc/group"
  local name
  for name in "${!address[@]}"; do echo "${address[$name]} $name"; done >"$root/etc/hosts"
  ln -s /proc/mounts "$root/etc/mtab"
}

# guest_manifest: the path of a small manifest, most of it WAV and some of it FLAC; its recordings and it lie
# in the export as they lie here.
guest_manifest() {
  local path=$CORPUS/guests.jsonl flac=$((guest_events / 4))
  [[ -s $path ]] || {
    head -n $((guest_events - flac)) "$MANIFEST"
    grep -m "$flac" '\.flac"' "$MANIFEST"
  } >"$path"
  echo "$path"
}

# disk MANIFEST: makes the server's.
disk() {
  local files=$ROW/files recording
  mkdir -p "$files/export"
  cp "$1" "$files/export/events.jsonl"
  while read -r recording; do
    [[ ! -e $CORPUS/$recording ]] || (cd "$CORPUS" && cp --parents "$recording" "$files/export/")
  done < <(jq -r '.audio_path // empty' "$1" | sort -u)
  mkfs.ext4 -q -F -d "$files" "$ROW/disk" 384M >&2
  rm -rf "$files"
}

# Running them

# boot NAME QEMU-FLAG...
boot() {
  local name=$1 memory=512
  shift
  mkfifo "$ROW/$name.in" "$ROW/$name.out"
  start "answers_$name" cat "$ROW/$name.out"
  start "guest_$name" qemu-system-x86_64 -accel tcg,thread=single -cpu max -m "$memory" -nodefaults \
    -display none -serial "file:$ROW/$name.console.log" -serial "pipe:$ROW/$name" \
    -kernel "$tree/vmlinuz" -initrd "$(initramfs)" \
    -append "console=ttyS0 quiet panic=-1 random.trust_cpu=on guest=$name address=${address[$name]}" "$@"
}

cable() { echo "addr.type=unix,addr.path=$ROW/cable-$1"; }
card() { echo "virtio-net-pci,netdev=$1,mac=52:54:00:79:00:0${2##*.}"; }

# start_guests MANIFEST: all three, the export mounted by both clients; $mount_options begin with a comma.
start_guests() {
  local name flags=()
  disk "$1"
  initramfs >/dev/null
  for name in a b; do
    flags+=(-netdev "stream,id=$name,server=on,$(cable "$name")" -netdev "hubport,id=h$name,hubid=0,netdev=$name")
  done
  boot server "${flags[@]}" -netdev hubport,id=own,hubid=0 -device "$(card own "${address[server]}")" \
    -drive "file=$ROW/disk,if=virtio,format=raw,cache=unsafe"
  for name in a b; do
    wait_for 30 "the cable to $name" test -S "$ROW/cable-$name"
    boot "$name" -netdev "stream,id=cable,server=off,$(cable "$name")" \
      -device "$(card cable "${address[$name]}")"
  done
  for name in server a b; do wait_for 120 "guest $name" said "$name" ready; done
  require "the server does not serve" in_guest server 60 serve >&2
  for name in a b; do
    require "$name does not mount" in_guest "$name" 60 mounted "${mount_options-}" >&2
  done
}

said() { grep -qa "^$2= " "$ROW/answers_$1.log"; }

# ready_again NAME: it has booted a second time.
ready_again() { (($(grep -ca "^ready= " "$ROW/answers_$1.log") == 2)); }

# tell NAME COMMAND...: the same as in_guest, without waiting.
tell() { printf 'told %s\n' "${*:2}" 1<>"$ROW/$1.in"; }

# in_guest NAME SECONDS COMMAND...: prints what the command says in that guest and ends as it does; the words
# are put together as `sh -c` wants them.
in_guest() {
  local name=$1 limit=$2 number
  shift 2
  number=$(date +%s%N)
  # Opened for both, so that a guest that is gone makes nobody wait.
  printf '%s %s\n' "$number" "$*" 1<>"$ROW/$name.in"
  wait_for "$limit" "an answer from guest $name to: $*" said "$name" "$number" >&2
  sed -n "s/^$number //p" "$ROW/answers_$name.log"
  return "$(sed -n "s/^$number= //p" "$ROW/answers_$name.log")"
}

# ended_in NAME PROCESS SECONDS: waits for its end; its exit code into `code`.
ended_in() {
  wait_for "$3" "the end of $2 in guest $1" in_guest "$1" 30 "ended $2 >/dev/null"
  code=$(in_guest "$1" 30 ended "$2")
}

# ends_in NAME PROCESS SECONDS CODE
ends_in() {
  ended_in "$1" "$2" "$3"
  equal "the exit code of $2 in $1 ($(in_guest "$1" 30 "tail -n 1 /tmp/$2.log"))" "$code" "$4"
}

# coordinate_in NAME PROCESS FLAG...: a coordinator with keys there, under that name.
coordinate_in() {
  in_guest "$1" 30 "run $2 clipmill coordinator /mnt/events.jsonl /mnt/bundle --progress plain" \
    "--bind tcp://${address[$1]}:5555 --key /mnt/keys/coordinator.key --allow-list /mnt/keys/allow-list ${*:3}"
}

# begin_run: guests with a run under way, its coordinator on a and a worker on each client, and three shards
# of it done. Sets expected, the digest of an undisturbed run, and booted, the seconds that the guests took.
begin_run() {
  local manifest began
  manifest=$(guest_manifest)
  # shellcheck disable=SC2034 # read by the rows, as booted is
  expected=$(undisturbed "$manifest")
  began=$SECONDS
  start_guests "$manifest"
  # shellcheck disable=SC2034
  booted=$((SECONDS - began))
  begin_in a
  wait_for 120 "both clients at work" both_work b
  wait_for 120 "work that is done, as the other client sees it" committed_in b 3
}

# begin_in NAME: makes keys, and begins a run with its coordinator there and a worker on each client.
begin_in() {
  in_guest "$1" 60 clipmill keygen /mnt/keys --worker a --worker b --reader r >&2
  coordinate_in "$1" coordinator --max-skip-rate 1 --shard-events 20
  work_in a
  work_in b
}

# work_in NAME: a worker with one slow renderer, as `worker`.
work_in() {
  in_guest "$1" 30 "run worker env LD_PRELOAD=/bin/shim.so FAULTS_SHIM=slow FAULTS_SLOW=${slowness:-150}" \
    "clipmill worker --bundle /mnt/bundle --slots 1" \
    "--key /mnt/keys/worker-$1.key --server-key /mnt/keys/coordinator.pub"
}

# status_in NAME FILTER: something of the status as that client sees it, as jq finds it.
status_in() {
  in_guest "$1" 60 clipmill status /mnt/bundle --json --key /mnt/keys/reader-r.key \
    --server-key /mnt/keys/coordinator.pub | jq -r "$2" 2>/dev/null
}

committed_in() { in_guest "$1" 30 committed "$2"; }

# both_work: the coordinator's status, asked for by NAME, has both clients at work.
both_work() {
  [[ $(status_in "$1" '[.workers[] | select(.leases != 0 and .leases != [])] | length') == 2 ]]
}

# Their end

# take_bundle: shuts the guests down and takes the bundle off the server's disk; its path into `bundle`.
take_bundle() {
  local name
  require "the server does not stop" in_guest server 60 unserve >&2
  for name in a b server; do kill_tree "guest_$name"; done
  for name in a b server; do kill_tree "answers_$name"; done
  bundle=$ROW/bundle
  debugfs -R "rdump /export/bundle $ROW" "$ROW/disk" >"$ROW/debugfs.log" 2>&1
  rm -f "$ROW/disk"
}

# well_kept DIGEST: the bundle off the server's disk is whole, by its digest and each clip's.
well_kept() {
  take_bundle
  whole "$bundle" "$1"
  "$PROGRAM" health --bundle "$bundle" --output "$ROW/health.json" >"$ROW/health.log" 2>&1 ||
    fail "health ends with $? ($(tail -n 1 "$ROW/health.log"))"
  equal "the number of files that NFS kept for someone" \
    "$(find "$bundle" -name '.nfs*' | wc -l)" 0
}
