#!/usr/bin/env bash
# A web server that answers on the coordinator's port while it is away does not lose a worker for ever.
# limit: 180
source Tests/Faults/lab.sh
needs jq
manifest=$MANIFEST
slowly 10
bundle=$ROW/bundle
expected=$(undisturbed "$manifest")
port=$(free_port)
guarded "$manifest" "$bundle" --shard-events 200
# shellcheck disable=SC2046
start a "${slow[@]}" "$PROGRAM" worker --connect "tcp://127.0.0.1:$port" --name a --slots 1 $(worker_keys a)
wait_for 60 "work" has_committed "$bundle" 2
kill_tree coordinator
start foreign "$TOOL" foreign "$port" --times 1
finish foreign 40
require "the worker did not knock" grep -q '^1 answered' "$ROW/foreign.log"
before=$(records "$bundle" committed)
guarded "$manifest" "$bundle" --resume
restarted=$(now_ms)
wait_for 60 "work" has_committed "$bundle" $((before + 1))
back=$(($(now_ms) - restarted))
finish coordinator 100
equal "the exit code ($(tail -n 1 "$ROW/coordinator.log"))" "$code" 0
kill_tree a
whole "$bundle" "$expected"
saw "the worker was at work $back ms after the right coordinator was back on the port."
