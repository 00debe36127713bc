"""Small bundles that the executable makes of manifests which a test writes."""

import json
import os
import struct
import subprocess

RATE = 44100
PROGRAM = os.environ.get("CLIPMILL", "clipmill")


def write_sound(path, seconds=1):
    """A mono saw tooth, 16 bit."""
    values = [(index * 37) % 65536 - 32768 for index in range(seconds * RATE)]
    data = struct.pack(f"<{len(values)}h", *values)
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt ")
        file.write(struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16))
        file.write(b"data" + struct.pack("<I", len(data)) + data)


def event(number, **fields):
    """An event of 2 ms in a recording of its own kind; a field that is None is left out."""
    whole = {
        "event_id": f"e{number}", "session_id": "s0", "audio_path": "a.wav",
        "onset_time": round(0.0001 * number, 4), "context_ms": {"pre": 0, "post": 2},
        "components": [{"label": "kick"}]} | fields
    return {key: value for key, value in whole.items() if value is not None}


def export(folder, events, *flags):
    """Writes manifest and sound into `folder` and exports them; gives the bundle's path."""
    write_sound(os.path.join(folder, "a.wav"))
    manifest, bundle = os.path.join(folder, "m.jsonl"), os.path.join(folder, "bundle")
    with open(manifest, "w", encoding="utf-8") as file:
        for row in events:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    words = [PROGRAM, "export", manifest, bundle, "--progress", "none", "--val-ratio", "0", *flags]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{words}: exit code {done.returncode}\n{done.stderr}")
    return bundle
