"""Compares the label files, components.json, skipped.jsonl and metadata.json of a bundle."""

import hashlib
import json
import os
from collections import Counter

from columns import DTYPES, features
from croissant import description
from expectation import MISSING_AUDIO, compact, hugging_face_row, label_document, label_row

SPLITS = ("train", "val")
# Numbers of one undisturbed run: the run's own contribution is then the whole bundle.
ZERO_WHEN_UNDISTURBED = ("recovered_events", "healed_clips", "healed_seconds")


class LevelCounts:
    """Silent and full-scale clips: in all, by label and by source set."""

    def __init__(self):
        self.all, self.by_label, self.by_source = Counter(), {}, {}

    def add(self, peak, label, source):
        kinds = []
        if peak < 32768 * 10 ** (-60 / 20):
            kinds.append("silent")
        if peak == 0:
            kinds.append("digital_silence")
        if peak >= 32767:
            kinds.append("full_scale")
        for kind in kinds:
            self.all[kind] += 1
            self.by_label.setdefault(label, Counter())[kind] += 1
            self.by_source.setdefault(source, Counter())[kind] += 1

    @staticmethod
    def row(counts):
        return {kind: counts[kind] for kind in ("silent", "digital_silence", "full_scale")}

    def document(self):
        return {
            "all": self.row(self.all),
            "by_label": {name: self.row(counts) for name, counts in self.by_label.items()},
            "by_source": {name: self.row(counts) for name, counts in self.by_source.items()}}


def read(bundle, name, differences):
    try:
        with open(os.path.join(bundle, name), "rb") as file:
            return file.read()
    except OSError as fault:
        differences.add(f"{name} cannot be read: {fault.strerror}")
        return None


def read_json(bundle, name, differences):
    raw = read(bundle, name, differences)
    try:
        return None if raw is None else json.loads(raw)
    except ValueError as fault:
        differences.add(f"{name} is not JSON: {fault}")
        return None


class Documents:
    """`sliced`: what ClipCheck found, by ordinal; `tars`: where the clips lie, if in tars."""

    def __init__(self, plan, sliced, bundle, differences, tars=None):
        self.plan, self.sliced, self.tars = plan, sliced, tars
        self.bundle, self.differences = bundle, differences
        self.rate = plan.options.sample_rate
        self.classes = {label: index for index, label in enumerate(plan.classes)}
        self.labels = {split: [] for split in SPLITS}
        self.hugging_face = {split: [] for split in SPLITS}
        self.digest_lines = {split: [] for split in SPLITS}
        self.clip_lines = {split: [] for split in SPLITS}
        self.frames, self.clips = Counter(), Counter()
        self.label_counts, self.source_frames = Counter(), Counter()
        self.levels = LevelCounts()
        for row in plan.rows:
            if row.skip is None:
                self.add(row, sliced[row.event.ordinal])

    def add(self, row, sliced):
        for (label, file), carried in zip(row.clips, row.carried):
            seconds = sliced.frames / self.rate
            stem, (file, place) = file_stem(file), self.place(row, label, file)
            labelled = label_row(row, label, file, seconds, self.classes)
            whole = hugging_face_row(
                labelled, carried, row, sliced.rendered, sliced.digest, sliced.level)
            self.labels[row.split].append(compact(labelled | carried | place))
            self.hugging_face[row.split].append(compact(whole | place))
            content = f"{sliced.size}\t{sliced.digest}\n"
            self.digest_lines[row.split].append(f"{row.split}/{file}\t{content}")
            self.clip_lines[row.split].append(f"{row.split}\t{stem}\t{content}")
            self.clips[row.split] += 1
            self.frames[row.split] += sliced.frames
            self.label_counts[label] += 1
            self.source_frames[row.event.source_set] += sliced.frames
            self.levels.add(sliced.level["peak"], label, row.event.source_set)

    def place(self, row, label, file):
        """(what rows name a clip by, what they end with)"""
        return (file, {}) if self.tars is None else self.tars.place(row, label)

    def check(self, hugging_face=True, checksums=False):
        rows = [f"{split}/metadata.jsonl" for split in SPLITS] if hugging_face else []
        sums = ["SHA256SUMS"] if checksums else []
        catalogue = ["croissant.json"] if hugging_face else []
        self.other_files = rows + ["skipped.jsonl", "README.md"] + catalogue + sums
        for split in SPLITS:
            self.check_text(
                f"{split}/{split}_labels.json", label_document(self.labels[split]))
            if hugging_face:
                lines = self.hugging_face[split]
                self.check_text(f"{split}/metadata.jsonl", "".join(line + "\n" for line in lines))
        self.check_card(hugging_face)
        if hugging_face:
            self.check_croissant()
        self.check_components()
        self.check_skipped()
        self.check_metadata()

    def check_text(self, name, expected):
        found = read(self.bundle, name, self.differences)
        if found is None or found == expected.encode("utf-8"):
            return
        lines, wanted = found.decode("utf-8", "replace").split("\n"), expected.split("\n")
        if len(lines) != len(wanted):
            self.differences.add(f"{name} has {len(lines)} lines, expected {len(wanted)}")
        for number, (line, other) in enumerate(zip(lines, wanted), start=1):
            if line != other:
                self.differences.add(f"{name} line {number} is\n    {line}\n  expected\n    {other}")
                return

    def check_card(self, hugging_face):
        found = read(self.bundle, "README.md", self.differences)
        if found is None:
            return
        head = found.decode("utf-8", "replace").split("\n---\n")[0] + "\n"
        if self.tars is not None:
            # The rows lie in the tars, with metadata.jsonl or without.
            expected, hugging_face = self.tars.card(), True
        else:
            expected = features(self.rate, self.plan.classes, self.plan.types)
        if (expected in head) != hugging_face or ("features:" in head) != hugging_face:
            self.differences.add(f"README.md does not name the columns as\n{expected}")

    def check_croissant(self):
        found = read_json(self.bundle, "croissant.json", self.differences)
        if found is None:
            return
        rows = {
            split: read(self.bundle, f"{split}/metadata.jsonl", self.differences) or b""
            for split in SPLITS}
        carried = [(name, DTYPES[self.plan.types[name]]) for name in self.plan.types]
        if "cr" not in (found.pop("@context", None) or {}):
            self.differences.add("croissant.json has no context")
        expected = description(rows, carried, self.tars is not None)
        for key, value in expected.items():
            self.differences.expect(f"croissant.json: {key}", found.get(key), value)
        self.differences.expect("croissant.json: keys", list(found), list(expected))

    def check_components(self):
        found = read_json(self.bundle, "components.json", self.differences)
        if found is None:
            return
        names = self.plan.classes
        expected = {
            "components": names, "class_names": names, "num_classes": len(names),
            "component_index": self.classes,
            "counts": {label: self.label_counts[label] for label in names}}
        self.differences.expect("components.json: keys", list(found), list(expected))
        for key, value in expected.items():
            self.differences.expect(f"components.json: {key}", found.get(key), value)

    def check_skipped(self):
        raw = read(self.bundle, "skipped.jsonl", self.differences)
        if raw is None:
            return
        skipped = [row for row in self.plan.rows if row.skip is not None]
        lines = raw.decode("utf-8").splitlines()
        self.differences.expect("skipped.jsonl: number of rows", len(lines), len(skipped))
        for number, (line, row) in enumerate(zip(lines, skipped), start=1):
            self.check_skip_row(f"skipped.jsonl line {number}", line, row)

    def check_skip_row(self, what, line, row):
        event = row.event
        expected = {
            "ordinal": event.ordinal, "event_id": event.event_id, "source_set": event.source_set,
            "audio_path": event.audio_path, "reason": row.skip}
        found = json.loads(line)
        detail = found.pop("detail", None)
        self.differences.expect(what, found, expected)
        self.differences.expect(f"{what}: order of keys", list(found), list(expected))
        if not isinstance(detail, str):
            self.differences.add(f"{what} has no detail")
        elif compact({**found, "detail": detail}) != line:
            self.differences.add(f"{what} is not compact JSON")

    def check_metadata(self):
        found = read_json(self.bundle, "metadata.json", self.differences)
        if found is None:
            return
        expected = self.settings() | self.digests() | self.sums()
        for key, value in expected.items():
            actual = found.get(key)
            if key in ("skip_reasons", "label_counts", "duration_seconds_by_source"):
                actual = without_zeros(actual)
            self.differences.expect(f"metadata.json: {key}", actual, value)
        statistics = found.get("statistics") or {}
        for key, value in self.statistics().items():
            self.differences.expect(f"metadata.json: statistics.{key}", statistics.get(key), value)

    def settings(self):
        options = self.plan.options
        return {
            "complete": True, "events_remaining": 0, "removed_events": 0,
            "sample_rate": options.sample_rate, "clip_fanout": self.plan.fanout,
            "val_ratio": options.val_ratio, "limit": options.limit,
            "label_field_types": self.plan.types,
            "total_events_processed": len(self.plan.events)}

    def digests(self):
        total = hashlib.sha256()
        lines = self.digest_lines if self.tars is None else self.tars.digest_lines
        for split in SPLITS:
            total.update("".join(lines[split]).encode("utf-8"))
        sums = {}
        for name in (*(f"{split}/{split}_labels.json" for split in SPLITS), "components.json"):
            raw = read(self.bundle, name, self.differences) or b""
            sums[name] = hashlib.sha256(raw).hexdigest()
            total.update(f"{name}\t{len(raw)}\t{sums[name]}\n".encode("utf-8"))
        clips = hashlib.sha256()
        for split in SPLITS:
            clips.update("".join(self.clip_lines[split]).encode("utf-8"))
        files = {}
        for name in self.other_files:
            raw = read(self.bundle, name, self.differences) or b""
            files[name] = hashlib.sha256(raw).hexdigest()
        return {
            "bundle_digest": total.hexdigest(), "clips_digest": clips.hexdigest(),
            "files_sha256": files,
            "labels_sha256": {split: sums[f"{split}/{split}_labels.json"] for split in SPLITS},
            "components_sha256": sums["components.json"],
            "manifest_sha256": hashlib.sha256(self.plan.raw).hexdigest()}

    def sums(self):
        return {
            "split_counts": {split: self.clips[split] for split in SPLITS},
            "split_durations_seconds": {
                split: self.frames[split] / self.rate for split in SPLITS},
            "label_counts": without_zeros(self.label_counts),
            "duration_seconds_by_source": {
                name: frames / self.rate for name, frames in self.source_frames.items()},
            "skip_reasons": dict(Counter(row.skip for row in self.plan.rows if row.skip)),
            "levels": self.levels.document()}

    def statistics(self):
        rows = self.plan.rows
        reasons = Counter(row.skip for row in rows if row.skip)
        seconds = {split: self.frames[split] / self.rate for split in SPLITS}
        undisturbed = dict.fromkeys(ZERO_WHEN_UNDISTURBED, 0)
        return undisturbed | {
            "total_events": len(rows), "sliced_events": len(rows) - reasons.total(),
            "written_clips": self.clips.total(), "train_clips": self.clips["train"],
            "val_clips": self.clips["val"],
            "written_seconds": self.frames.total() / self.rate,
            "train_seconds": seconds["train"], "val_seconds": seconds["val"],
            "skipped_missing_audio": sum(reasons[reason] for reason in MISSING_AUDIO),
            "skipped_no_components": reasons["no_components"],
            "skipped_malformed": reasons["malformed"], "skipped_total": reasons.total(),
            "duplicates": sum(row.duplicates for row in rows),
            "invalid_values": sum(row.event.invalid_values for row in rows),
            "case_twins": sum(row.case_twins for row in rows)}


def file_stem(path):
    return path.rsplit("/", 1)[1].rsplit(".", 1)[0]


def without_zeros(counts):
    if not isinstance(counts, dict):
        return counts
    return {key: value for key, value in counts.items() if value}
