"""What people run today: a loop over a manifest with soundfile, a clip a component.

usage: loop.py MANIFEST ROOT FOLDER RATE     or     loop.py --parse MANIFEST
"""

import json
import os
import sys


def parse(manifest):
    with open(manifest, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def export(manifest, root, folder, rate):
    import soundfile
    import soxr
    clips = 0
    for number, event in enumerate(parse(manifest)):
        context = event.get("context_ms") or {}
        before, after = context.get("pre", 80) / 1000, context.get("post", 200) / 1000
        with soundfile.SoundFile(os.path.join(root, event["audio_path"])) as sound:
            start = max(event["onset_time"] - before, 0)
            sound.seek(int(start * sound.samplerate))
            samples = sound.read(int((before + after) * sound.samplerate) + 1, dtype="float32", always_2d=True)
            mono = samples.mean(axis=1)
            if sound.samplerate != rate:
                mono = soxr.resample(mono, sound.samplerate, rate)
        for part in event["components"]:
            name = f"{event.get('event_id', number)}__{part['label']}.wav".replace("/", "-")
            soundfile.write(os.path.join(folder, name), mono, rate, subtype="PCM_16")
            clips += 1
    print(clips)


if __name__ == "__main__":
    if sys.argv[1] == "--parse":
        print(len(parse(sys.argv[2])))
    else:
        export(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
