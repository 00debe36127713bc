#!/usr/bin/env bash
# Coordinator, workers and renderers are killed one by one and all at once, repeatedly; the result is the same.
# tar: yes
# limit: 900
source Tests/Faults/lab.sh
strikes=${STRIKES:-60}
manifest=$MANIFEST
slowly 50
expected=$(undisturbed "$manifest")
bundle=$ROW/bundle
coordinate "$manifest" "$bundle" --shard-events 20
for name in a b; do work $name "$bundle" --slots 2; done
wait_for 60 "the run" has_committed "$bundle" 1
struck=0
counts=(0 0 0 0)
for ((turn = 1; turn <= strikes; turn++)); do
  sleep "$((RANDOM % 2)).$((RANDOM % 10))"
  running "$pid_coordinator" || break
  kind=$((RANDOM % 4))
  counts[kind]=$((counts[kind] + 1))
  struck=$((struck + 1))
  case $kind in
  0) # A renderer, or none if it was faster.
    victims=$(below "$pid_a"; below "$pid_b")
    # shellcheck disable=SC2086
    kill -KILL $(shuf -n 1 -e $victims) 2>/dev/null || true
    ;;
  1) kill_tree a && work a "$bundle" --slots 2 ;;
  2) kill_tree coordinator && coordinate_again "$bundle" ;;
  3)
    for name in coordinator a b; do kill_tree $name; done
    coordinate_again "$bundle"
    for name in a b; do work $name "$bundle" --slots 2; done
    ;;
  esac
done
finish coordinator 300
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
for name in a b; do kill_tree $name; done
whole "$bundle" "$expected"
saw "$struck strikes (${counts[0]} renderers, ${counts[1]} workers, ${counts[2]} coordinators, ${counts[3]} times" \
  "everyone), digest ${expected:0:12}."
