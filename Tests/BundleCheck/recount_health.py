#!/usr/bin/env python3
"""Counts levels, alignment, leaks and label conflicts of a bundle again, and holds a health report against it.

    recount_health.py MANIFEST BUNDLE REPORT

Shares no code with the product: rows, clips and events are read a second time, every number of the report's
`clips` must be equal to the last digit. Manifests with fields of other names are not read. Exit 0: no difference.
"""

import hashlib
import json
import math
import os
import sys
from collections import Counter, defaultdict

import numpy
import xxhash

from differences import Differences
from sources import Sources

SPLITS = ("train", "val")
KINDS = ("silent", "digital_silence", "full_scale")
SILENT = 32768 * 10 ** (-60 / 20)
TOLERANCE = 20.0
EXAMPLES = 20


class Clip:
    """A row with what its clip holds."""

    def __init__(self, bundle, split, row):
        self.row, self.split, self.path = row, split, f"{split}/{row['file_name']}"
        self.label, self.source = row["label"], row["source_set"]
        stem = os.path.basename(row["file_name"])
        self.event = row["event_id"] if row["event_id"] is not None else stem[:40]
        self.recording = (row["source_set"], row["audio_path"], row["source_rate"])
        self.start, self.frames = row["start_frame"], row["frames"]
        with open(os.path.join(bundle, self.path), "rb") as file:
            data = file.read()
        samples = abs(numpy.frombuffer(data, "<i2", offset=44).astype(numpy.int32))
        self.digest = xxhash.xxh3_128_hexdigest(data)
        self.peak = int(samples.max(initial=0))
        self.peak_frame = int(samples.argmax()) if len(samples) else 0


def share(count, clips):
    return count / len(clips) if clips else 0


def levels(clips):
    def kinds(clip):
        return {"silent": clip.peak < SILENT, "digital_silence": clip.peak == 0,
                "full_scale": clip.peak >= 32767}

    def table(name):
        counts = defaultdict(Counter)
        for clip in clips:
            for kind, holds in kinds(clip).items():
                if holds:
                    counts[name(clip)][kind] += 1
        return {key: {kind: counts[key][kind] for kind in KINDS} for key in counts}

    every = table(lambda clip: "").get("", dict.fromkeys(KINDS, 0))
    return {
        "silent_share": share(every["silent"], clips),
        "full_scale_share": share(every["full_scale"], clips), "unknown": 0, "all": every,
        "by_label": table(lambda clip: clip.label), "by_source": table(lambda clip: clip.source)}


def window(event):
    """Onset, start and length in seconds, as clips are cut."""
    context = event.get("context_ms") or {}
    pre = max(context.get("pre", 80), 0) / 1000
    post = max(context.get("post", 200), 0) / 1000
    duration = pre + post
    if duration == 0:
        duration = event.get("duration_seconds") or 0
        duration = duration if duration > 0 else 0.5
    return event["onset_time"], event["onset_time"] - pre, duration


def quantile(values, part):
    rank = (len(values) - 1) * part
    low = int(rank)
    high = min(low + 1, len(values) - 1)
    return float(values[low] + (values[high] - values[low]) * (rank - low))


def alignment(clips, events, sample_rate):
    groups, found = defaultdict(list), Counter()
    for clip in clips:
        event = events.get(clip.row["ordinal"])
        if event is None or event.get("event_id") != clip.row["event_id"]:
            found["unmatched"] += 1
            continue
        onset, start, duration = window(event)
        found["clamped_starts"] += start < 0
        found["cut_ends"] += clip.frames < math.ceil(duration * clip.row["source_rate"])
        if clip.peak >= SILENT:
            peak = clip.start / clip.row["source_rate"] + clip.peak_frame / sample_rate
            groups[clip.source, clip.label].append((peak - onset) * 1000)
    rows = []
    for source, label in sorted(groups, key=lambda key: [name.encode() for name in key]):
        values = numpy.sort(numpy.array(groups[source, label]) + 0.0)
        p05, median, p95 = (quantile(values, part) for part in (0.05, 0.5, 0.95))
        rows.append({
            "source_set": source, "label": label, "clips": len(values), "p05_ms": p05,
            "median_ms": median, "p95_ms": p95, "usual_ms": None, "shift_ms": None,
            "misaligned": False, "half": [quantile(values, 0.25), quantile(values, 0.75)],
            "certain": median_range(values)})
    compare(rows)
    for row in rows:
        del row["half"], row["certain"]
    return {
        "clips": sum(row["clips"] for row in rows), "unmatched": found["unmatched"],
        "clamped_starts": found["clamped_starts"], "cut_ends": found["cut_ends"], "groups": rows}


def median_range(values):
    """Where the median lies with 99.9 % certainty, by the normal approximation of its rank; None for few values."""
    rank = math.floor((len(values) + 1 - 3.29 * math.sqrt(len(values))) / 2)
    return (float(values[rank - 1]), float(values[-rank])) if rank >= 1 else None


def compare(rows):
    """The usual median of a label is the middle one of its source sets."""
    for label in {row["label"] for row in rows}:
        known = [row for row in rows if row["label"] == label and row["certain"]]
        if len(known) < 2:
            continue
        known.sort(key=lambda row: row["median_ms"])
        low, high = known[(len(known) - 1) // 2], known[len(known) // 2]
        middle = high if high["clips"] > low["clips"] else low
        usual = middle["median_ms"]
        for row in known:
            row["usual_ms"], row["shift_ms"] = usual, row["median_ms"] - usual
            is_apart = not row["half"][0] <= usual <= row["half"][1]
            is_apart &= (row["certain"][0] > middle["certain"][1]
                         or row["certain"][1] < middle["certain"][0])
            row["misaligned"] = is_apart and abs(row["shift_ms"]) > TOLERANCE


def equal_audio(clips):
    """Clips that both splits have, and clips in conflict, by their numbers."""
    groups = defaultdict(list)
    for number, clip in enumerate(clips):
        if clip.peak > 0:
            groups[clip.digest].append(number)
    leaked, conflicts = [], []
    for group in groups.values():
        if len({clips[number].split for number in group}) == 2:
            leaked += group
        labels = defaultdict(set)
        for number in group:
            labels[clips[number].event].add(clips[number].label)
        conflicts += [
            number for number in group
            if any(clips[number].label not in having for having in labels.values())]
    return sorted(leaked), sorted(conflicts)


def near_repeats(clips):
    """Every pair of a recording is looked at whose windows meet."""
    recordings = defaultdict(list)
    for number, clip in enumerate(clips):
        recordings[clip.recording].append(number)
    near = set()
    for numbers in recordings.values():
        numbers.sort(key=lambda number: clips[number].start)
        for place, number in enumerate(numbers):
            one = clips[number]
            for other in numbers[place + 1:]:
                two = clips[other]
                shared = min(one.start + one.frames, two.start + two.frames) - two.start
                if shared <= 0:
                    break
                if (2 * shared > min(one.frames, two.frames) and one.label != two.label
                        and one.event != two.event):
                    near |= {number, other}
    return sorted(near)


def shared_recordings(clips, rooted):
    counts, first = defaultdict(Counter), {}
    for clip in clips:
        source, path, _ = clip.recording
        key = (source if source in rooted else "", path)
        counts[key][clip.split] += 1
        first.setdefault(key, source)
    return {
        key: {"source_set": first[key], "audio_path": key[1], "train": found["train"],
              "val": found["val"]}
        for key, found in counts.items() if found["train"] and found["val"]}


def sound_of(path):
    """The digest of a whole recording; None if it is not there."""
    try:
        with open(path.encode("utf-8"), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def copied_recordings(clips, rooted, sources):
    """Recordings of equal bytes under several paths with clips in both splits, and the recordings that are gone."""
    files, known = {}, {}
    for clip in clips:
        source, path, _ = clip.recording
        key = (source if source in rooted else "", path)
        file = files.setdefault(
            key, {"source_set": source, "audio_path": path, "train": 0, "val": 0})
        file[clip.split] += 1
        if key not in known:
            found, _ = sources.look_up(path, source)
            known[key] = found and sound_of(found)
    groups = defaultdict(list)
    for key in files:
        if known[key]:
            groups[known[key]].append(key)
    copies, copied = [], set()
    for keys in groups.values():
        counts = {split: sum(files[key][split] for key in keys) for split in SPLITS}
        if len(keys) > 1 and all(counts.values()):
            copied |= set(keys)
            copies.append({
                "recordings": len(keys), **counts, "examples": [files[key] for key in keys[:5]]})
    return copies, copied, sum(digest is None for digest in known.values())


def recount(clips, events, metadata, sources):
    rooted = {entry["source"] if isinstance(entry, dict) else entry.split("=", 1)[0]
              for entry in metadata["options"]["audio_root_map"]}
    leaked, conflicts = equal_audio(clips)
    shared = shared_recordings(clips, rooted)
    of_shared = [
        number for number, clip in enumerate(clips)
        if (clip.source if clip.source in rooted else "", clip.recording[1]) in shared]
    copies, copied, unknown = copied_recordings(clips, rooted, sources)
    of_copies = [
        number for number, clip in enumerate(clips)
        if (clip.source if clip.source in rooted else "", clip.recording[1]) in copied]
    near = near_repeats(clips)
    every = set(leaked) | set(of_shared) | set(of_copies)
    return {
        "clips": len(clips), "levels": levels(clips),
        "alignment": alignment(clips, events, metadata["sample_rate"]),
        "leaks": {
            "clips": len(every), "share": share(len(every), clips), "recordings": len(shared),
            "clips_of_recordings": len(of_shared),
            "recording_examples": list(shared.values())[:EXAMPLES], "copies": len(copies),
            "clips_of_copies": len(of_copies), "unknown_contents": unknown,
            "copy_examples": copies[:EXAMPLES],
            "audio": pairs(leaked, clips)},
        "label_conflicts": pairs(conflicts, clips), "near_repeats": pairs(near, clips)}


def pairs(numbers, clips):
    return {
        "clips": len(numbers), "share": share(len(numbers), clips),
        "examples": [clips[number].path for number in numbers[:EXAMPLES]]}


def expect(differences, name, found, expected):
    """Walks into objects, so that a difference is named where it is."""
    if isinstance(expected, dict) and isinstance(found, dict):
        differences.expect(f"{name}: names", sorted(found), sorted(expected))
        for key in expected:
            expect(differences, f"{name}.{key}", found.get(key), expected[key])
    elif isinstance(expected, list) and isinstance(found, list):
        differences.expect(f"{name}: how many", len(found), len(expected))
        for number, (one, two) in enumerate(zip(found, expected)):
            one = one["clip"] if isinstance(one, dict) and "other" in one else one
            expect(differences, f"{name}[{number}]", one, two)
    else:
        differences.expect(name, found, expected)


def read_clips(bundle):
    clips = []
    for split in SPLITS:
        with open(os.path.join(bundle, split, "metadata.jsonl"), encoding="utf-8") as file:
            clips += [Clip(bundle, split, json.loads(line)) for line in file]
    return clips


def read_events(manifest):
    """Events by ordinal; lines that are none, and events without a usable onset, are skipped."""
    events, ordinal = {}, 0
    with open(manifest, encoding="utf-8") as file:
        for line in file:
            if not line.strip():
                continue
            ordinal += 1
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and isinstance(event.get("onset_time"), (int, float)):
                events[ordinal] = event
    return events


def sources_of(manifest, metadata):
    options = metadata["options"]
    mapped = [(entry["source"], entry["path"]) if isinstance(entry, dict) else entry.split("=", 1)
              for entry in options["audio_root_map"]]
    return Sources(
        manifest, options["audio_root"], mapped, options.get("allow_outside_roots", False))


def main():
    manifest, bundle, report = sys.argv[1:]
    with open(os.path.join(bundle, "metadata.json"), encoding="utf-8") as file:
        metadata = json.load(file)
    with open(report, encoding="utf-8") as file:
        stated = json.load(file)["clips"]
    differences = Differences()
    clips = read_clips(bundle)
    expect(
        differences, "clips", stated,
        recount(clips, read_events(manifest), metadata, sources_of(manifest, metadata)))
    for difference in differences.shown:
        print(f"- {difference}")
    verdict = "agrees" if differences.count == 0 else f"differs in {differences.count} places"
    print(f"{report} {verdict}: levels, alignment and leaks of {len(clips)} clips counted again")
    return 1 if differences.count else 0


if __name__ == "__main__":
    sys.exit(main())
