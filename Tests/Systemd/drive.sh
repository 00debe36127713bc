#!/bin/bash
# Runs in a booted machine that has the package: an export by the units, with a coordinator that is killed and a
# worker that is stopped and started. Writes what it saw to /srv/clipmill/saw; scripts/test-package reads it.
set -euo pipefail
exec >/srv/clipmill/log 2>&1
trap 'systemctl poweroff --force' EXIT

# shown UNIT PROPERTY
shown() { systemctl show --value --property="$2" "clipmill-$1@drums"; }
saw() { echo "$*" >>/srv/clipmill/saw; }

# wait_for SECONDS COMMAND...
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < until)) || {
      saw "not in time: $*"
      systemctl --no-pager status 'clipmill-*@drums' || true
      journalctl --no-pager -n 60 -u 'clipmill-*' || true
      exit 1
    }
    sleep 0.2
  done
}

committed() { (($(cat /srv/clipmill/bundle/.clipmill/journal.* 2>/dev/null | grep -ac '"committed"') >= $1)); }
is() { [[ $(shown "$1" "$2") == "$3" ]]; }

host=$(hostname -s)
runuser -u clipmill -- clipmill keygen /var/lib/clipmill/keys --worker "$host" --reader me
cat >/etc/clipmill/drums.conf <<'CONF'
MANIFEST=/srv/clipmill/corpus/manifest.jsonl
BUNDLE=/srv/clipmill/bundle
FLAGS=--max-skip-rate 1 --shard-events 20
WORKER_FLAGS=--workers 2
CONF
systemctl start clipmill-coordinator@drums clipmill-worker@drums
wait_for 90 committed 2

systemctl kill --signal=KILL --kill-whom=main clipmill-coordinator@drums
wait_for 60 is coordinator SubState auto-restart
wait_for 90 is coordinator SubState running
saw "the coordinator was killed, and started again $(shown coordinator NRestarts) time"

wait_for 90 committed 8
began=$SECONDS
systemctl stop clipmill-worker@drums
saw "the worker was stopped within $((SECONDS - began + 1)) s, and started again"
systemctl start clipmill-worker@drums

wait_for 300 is coordinator ActiveState inactive
wait_for 120 is worker ActiveState inactive
# A unit that has ended is forgotten; what became of it stands in the journal.
saw "$(journalctl --no-pager -o cat -u 'clipmill-*' | grep -c 'Failed with result') failure, of the killed one"
journalctl --no-pager -u 'clipmill-*'
