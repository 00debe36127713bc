"""A corpus of two recordings and its bundle, built by hand: what the checker is tested on.

It shares no code with the checker and knows only what it needs: plain ids, 44.1 kHz mono WAV,
the default window. `build` gives the folder; its bundle is right in every byte.
"""

import hashlib
import json
import os
import struct

import xxhash

from clips import level
from croissant import description

RATE = 44100
WINDOW = 12349
BEFORE = 3528
# SHA-1 puts "s7" below 0.1 and "s0" above.
SESSIONS = {"s0": "train", "s7": "val"}
EVENTS = [
    ("e1", "s0", "a.wav", 1.0, ["kick", "snare"]),
    ("e2", "s7", "b b.wav", 0.02, ["snare"]),
    ("e3", "s0", "lost.wav", 1.0, ["crash"]),
    ("e4", "s0", "a.wav", 1.9, ["kick"]),
    ("e1", "s0", "a.wav", 1.0, ["kick"]),
    ("e5", "s0", "a.wav", 0.5, []),
    ("e6", "s0", "b b.wav", 99.0, ["kick"]),
]
SKIPPED = [
    (3, "e3", "lost.wav", "missing_file"), (5, "e1", "a.wav", "duplicate"),
    (6, "e5", "a.wav", "no_components"), (7, "e6", "b b.wav", "out_of_range")]
# ordinal, first frame, frames: e2 is clamped at the start, e4 ends with the file.
SLICES = {1: (40572, WINDOW), 2: (0, WINDOW), 4: (80262, 88200 - 80262)}
CLASSES = ["kick", "snare", "crash"]
FEATURES = """  features:
  - {name: audio, dtype: {audio: {sampling_rate: 44100}}}
  - {name: label, dtype: string}
  - {name: component_idx, dtype: {class_label: {names: {'0': "kick", '1': "snare", '2': "crash"}}}}
  - {name: event_id, dtype: string}
  - {name: session_id, dtype: string}
  - {name: source_set, dtype: string}
  - {name: duration_seconds, dtype: float64}
  - {name: audio_path, dtype: string}
  - {name: start_frame, dtype: int64}
  - {name: frames, dtype: int64}
  - {name: source_rate, dtype: int64}
  - {name: ordinal, dtype: int64}
  - {name: xxh3_128, dtype: string}
  - {name: peak, dtype: int64}
  - {name: peak_frame, dtype: int64}
  - {name: rms, dtype: float64}
"""


def samples(name):
    """Two seconds of a saw tooth that differs from file to file."""
    step = 37 if name == "a.wav" else 53
    return [(index * step) % 65536 - 32768 for index in range(2 * RATE)]


def wav(values):
    data = struct.pack(f"<{len(values)}h", *values)
    return (b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt "
            + struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16)
            + b"data" + struct.pack("<I", len(data)) + data)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def build(folder):
    """Makes manifest.jsonl, audio/ and bundle/ in `folder`."""
    for name in ("a.wav", "b b.wav"):
        write(f"{folder}/audio/{name}", wav(samples(name)))
    write(f"{folder}/manifest.jsonl", "".join(
        compact({
            "event_id": event, "session_id": session, "source_set": "set",
            "audio_path": "audio/" + path, "onset_time": onset,
            "components": [{"label": label} for label in labels]}) + "\n"
        for event, session, path, onset, labels in EVENTS))
    bundle = f"{folder}/bundle"
    rows = {"train": [], "val": []}
    for ordinal in SLICES:
        rows[SESSIONS[EVENTS[ordinal - 1][1]]] += clips(bundle, ordinal)
    documents(bundle, rows)
    metadata(folder, bundle, rows)


def clips(bundle, ordinal):
    """Writes an event's clips; a row a clip: (label row, frames, digest, origin)."""
    event, session, path, _, labels = EVENTS[ordinal - 1]
    start, count = SLICES[ordinal]
    data = wav(samples(path)[start:start + count])
    rows, first = [], None
    for label in labels:
        file = f"audio/{event}__{label}.wav"
        target = f"{bundle}/{SESSIONS[session]}/{file}"
        if first:
            os.link(first, target)
        else:
            write(target, data)
            first = target
        row = {
            "file": file, "label": label, "component_idx": CLASSES.index(label),
            "event_id": event, "session_id": session, "source_set": "set",
            "duration_seconds": count / RATE}
        origin = {
            "audio_path": "audio/" + path, "start_frame": start, "frames": count,
            "source_rate": RATE, "ordinal": ordinal,
            "xxh3_128": xxhash.xxh3_128_hexdigest(data), **level(data)}
        rows.append((row, len(data), origin))
    return rows


def documents(bundle, rows):
    for split, entries in rows.items():
        lines = ",\n".join(compact(row) for row, _, _ in entries)
        write(f"{bundle}/{split}/{split}_labels.json", f"[\n{lines}\n]\n")
        write(f"{bundle}/{split}/metadata.jsonl", "".join(
            compact({"file_name": row["file"],
                     **{key: row[key] for key in row if key != "file"}, **origin}) + "\n"
            for row, _, origin in entries))
    counts = {"kick": 2, "snare": 2, "crash": 0}
    write(f"{bundle}/components.json", json.dumps({
        "components": CLASSES, "class_names": CLASSES, "num_classes": 3,
        "component_index": {label: index for index, label in enumerate(CLASSES)},
        "counts": counts}))
    write(f"{bundle}/skipped.jsonl", "".join(
        compact({"ordinal": ordinal, "event_id": event, "source_set": "set",
                 "audio_path": "audio/" + path, "reason": reason, "detail": "words"}) + "\n"
        for ordinal, event, path, reason in SKIPPED))
    write(f"{bundle}/README.md", f"---\nconfigs:\n{FEATURES}---\n# A bundle\n")
    describe(bundle)


def describe(bundle, in_tars=False):
    rows = {split: read(f"{bundle}/{split}/metadata.jsonl") for split in ("train", "val")}
    write(f"{bundle}/croissant.json", json.dumps(
        {"@context": {"cr": "http://mlcommons.org/croissant/"}, **description(rows, [], in_tars)}))


# One clip has a sample of full scale, and none is quiet.
ONE_LOUD = {"silent": 0, "digital_silence": 0, "full_scale": 1}


def metadata(folder, bundle, rows):
    train, val = (2 * WINDOW + 88200 - 80262) / RATE, WINDOW / RATE
    total = (3 * WINDOW + 88200 - 80262) / RATE
    names = ["train/train_labels.json", "val/val_labels.json", "components.json"]
    content = {name: read(f"{bundle}/{name}") for name in names}
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    lines = "".join(
        f"{split}/{row['file']}\t{size}\t{origin['xxh3_128']}\n"
        for split in ("train", "val") for row, size, origin in rows[split])
    lines += "".join(f"{name}\t{len(content[name])}\t{sums[name]}\n" for name in names)
    clips = "".join(
        f"{split}\t{row['file'][6:-4]}\t{size}\t{origin['xxh3_128']}\n"
        for split in ("train", "val") for row, size, origin in rows[split])
    others = ["train/metadata.jsonl", "val/metadata.jsonl", "skipped.jsonl", "README.md", "croissant.json"]
    manifest = read(f"{folder}/manifest.jsonl")
    write(f"{bundle}/metadata.json", json.dumps({
        "complete": True, "events_remaining": 0, "removed_events": 0,
        "sample_rate": RATE, "clip_fanout": 0, "val_ratio": 0.1,
        "limit": None, "label_field_types": {}, "total_events_processed": 7,
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
        "bundle_digest": hashlib.sha256(lines.encode()).hexdigest(),
        "clips_digest": hashlib.sha256(clips.encode()).hexdigest(),
        "files_sha256": {
            name: hashlib.sha256(read(f"{bundle}/{name}")).hexdigest() for name in others},
        "labels_sha256": {"train": sums[names[0]], "val": sums[names[1]]},
        "components_sha256": sums[names[2]],
        "split_counts": {"train": 3, "val": 1},
        "split_durations_seconds": {"train": train, "val": val},
        "label_counts": {"kick": 2, "snare": 2},
        "duration_seconds_by_source": {"set": total},
        "skip_reasons": {reason: 1 for _, _, _, reason in SKIPPED},
        "levels": {"all": ONE_LOUD, "by_label": {"snare": ONE_LOUD}, "by_source": {"set": ONE_LOUD}},
        "statistics": {
            "total_events": 7, "sliced_events": 3, "written_clips": 4, "train_clips": 3,
            "val_clips": 1, "written_seconds": total, "train_seconds": train, "val_seconds": val,
            "skipped_missing_audio": 2, "skipped_no_components": 1, "skipped_malformed": 0,
            "skipped_total": 4, "duplicates": 1, "invalid_values": 0,
            "case_twins": 0, "recovered_events": 0, "healed_clips": 0,
            "healed_seconds": 0}}))
