#!/usr/bin/env bash
# Strangers, plaintext peers, nonsense and 1,000 half-open connections are not admitted and delay nobody (rows 28, 29, 32).
# limit: 420
source Tests/Faults/lab.sh
needs jq
manifest=$(long_manifest "${TIMES:-40}")
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")

# worked: CPU-bound work without and with hostile peers, as shards a second between two marks.
measure() {
  local from=$1 to=$2 began ended
  wait_for 120 "shard $from" has_committed "$bundle" "$from"
  began=$(now_ms)
  wait_for 120 "shard $to" has_committed "$bundle" "$to"
  ended=$(now_ms)
  echo $((ended - began))
}
hostile() {
  local port
  port=$(port_of "$bundle")
  start half_open "$TOOL" plain "$port" --connections 1000 --seconds 300
  start nonsense "$TOOL" plain "$port" --connections 50 --bytes 512 --seconds 300 --seed "$SEED"
  start strangers "$TOOL" strangers "$(endpoint "$bundle")" --server-key "$keys/coordinator.pub" --seconds 300
}
crowded() { (($(ls "/proc/$pid_coordinator/fd" | wc -l) >= 1000)); }
guarded "$manifest" "$bundle" --shard-events 100
work_guarded a "$bundle"
# Quiet and hostile stretches take turns, so that what else this machine does falls on both.
quiet=0 loud=0 done=5
for turn in 1 2 3; do
  stretch=$(measure "$done" $((done + 150)))
  quiet=$((quiet + stretch)) done=$((done + 150))
  hostile
  wait_for 20 "1,000 connections" crowded
  [[ $turn != 1 ]] || peak=$(ls "/proc/$pid_coordinator/fd" | wc -l)
  done=$(records "$bundle" committed)
  stretch=$(measure "$done" $((done + 150)))
  loud=$((loud + stretch))
  for name in half_open nonsense strangers; do kill_tree $name; done
  done=$(records "$bundle" committed)
done
admitted=$(value '.workers | length')
refused=$(value .retries.refused_handshakes)
equal "the number of workers" "$admitted" 1
finish coordinator 120
equal "the exit code" "$code" 0
kill_tree a
whole "$bundle" "$expected"
percent=$((quiet * 100 / loud))
require "throughput fell to $percent % ($quiet ms for 450 shards quiet, $loud ms hostile)" [ "$percent" -ge 90 ]
saw "$peak descriptors in use, $refused handshakes refused, one worker in; 450 shards in $quiet ms quiet and" \
  "$loud ms under attack ($percent %), digest ${expected:0:12}."
