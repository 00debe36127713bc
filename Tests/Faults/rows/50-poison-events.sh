#!/usr/bin/env bash
# Among 5,000 events one crashes its decoder, one hangs it and one eats memory; only these are quarantined by name, and each fails again by itself.
# limit: 240
source Tests/Faults/lab.sh
needs jq
mkdir "$ROW/audio"
recording=$(find "$CORPUS" -name '*.wav' | sort | head -n 1)
for order in crash hang memory; do cp "$recording" "$ROW/audio/$order.wav"; done
event() {
  echo "{\"event_id\":\"poison-$1\",\"session_id\":\"s\",\"source_set\":\"poison\",\"audio_path\":\"audio/$1.wav\",\"onset_time\":0.5,\"components\":[{\"label\":\"kick\"}]}"
}
manifest=$ROW/manifest.jsonl
{
  head -n 1000 "$(long_manifest 3)" && event crash
  sed -n 1001,2500p "$(long_manifest 3)" && event hang
  sed -n 2501,4000p "$(long_manifest 3)" && event memory
  sed -n 4001,4997p "$(long_manifest 3)"
} >"$manifest"
equal "the number of events" "$(wc -l <"$manifest")" 5000
roots=(--audio-root-map "poison=$ROW" --audio-root "$CORPUS")
# Without the labels of the three; their places stay, by which clips without an event id are named.
sed '/"source_set":"poison"/s/"components":.*/"components":[]}/' "$manifest" >"$ROW/sound.jsonl"
start sound "$PROGRAM" export "$ROW/sound.jsonl" "$ROW/sound" "${export_flags[@]}" "${roots[@]}"
finish sound 120
bundle=$ROW/bundle
shim_with poison FAULTS_POISON=crash:crash.wav,hang:hang.wav,memory:memory.wav
start run "${shimmed[@]}" "$PROGRAM" export "$manifest" "$bundle" \
  "${export_flags[@]}" "${roots[@]}" --event-deadline 4s --renderer-memory 400
finish run 200
equal "the exit code ($(tail -n 1 "$ROW/run.log"))" "$code" 1
named=$(jq -r 'select(.reason == "quarantined") | .event_id' "$bundle/skipped.jsonl" | tr '\n' ' ')
equal "what was quarantined" "$named" "poison-crash poison-hang poison-memory "
numbered=$("$PROGRAM" status "$bundle" --json | jq -r ".quarantined[].subject" | sort)
equal "what status names" "$numbered" "$(printf "event %s of the manifest\n" 1001 2502 4003)"
# told: how an event ends when it is rendered by itself.
told() { { "${shimmed[@]}" "$PROGRAM" reproduce "$bundle" "$1" 2>>"$ROW/run.log" || [[ $? == 1 ]]; } | tail -n 1; }
equal "a crash by itself" "$(told 1001)" "quarantined (crash): signal 11 (SIGSEGV)"
equal "a hang by itself" "$(told 2502)" "quarantined (deadline): no sign of life for 4 s"
equal "memory by itself" "$(told 4003)" "quarantined (memory): the renderer held more than 400 MiB"
equal "the rest of the clips" \
  "$(summed "$bundle" | grep '\.wav$' | sha256sum)" "$(summed "$ROW/sound" | grep '\.wav$' | sha256sum)"
wait_for 20 "no process left" nothing_left
for order in crash hang memory; do must_strike poison $order; done
saw "quarantined: $named; $(summed "$bundle" | grep -c '\.wav$') clips as without them, exit $code."
