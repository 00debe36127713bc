"""What a bundle must hold, derived from the manifest and the recordings alone."""

import json
from collections import Counter
from dataclasses import dataclass, field

import columns
import naming
import resampling
import sound
from manifest import Reading, read_events
from sources import Sources

MISSING_AUDIO = ("outside_roots", "missing_file", "unreadable", "out_of_range")


@dataclass
class Options:
    manifest: str
    audio_root: str | None = None
    root_map: list = field(default_factory=list)
    allow_outside_roots: bool = False
    sample_rate: int = 44100
    val_ratio: float = 0.1
    pad_to: float | None = None
    edges: str = "context"
    fanout: int | None = None
    limit: int | None = None
    taxonomy: list = field(default_factory=list)
    label_fields: list = field(default_factory=list)
    # Clips of a tar, about; None where each clip is a file of its own.
    tar_clips: int | None = None
    reading: Reading = field(default_factory=Reading)


@dataclass
class Planned:
    """An event with the clips that are its own: (label, file within the split), and what each carries."""
    event: object
    split: str
    clips: list
    carried: list
    duplicates: int
    case_twins: int = 0
    path: str | None = None
    skip: str | None = None


@dataclass
class Rendered:
    """The one sound of an event's clips and where it came from."""
    data: bytes
    frames: int
    start: int
    source_frames: int
    source_rate: int
    # The same slice of the whole recording resampled in one call; None where nothing is resampled.
    reference: object = None


class Plan:
    """Everything that does not depend on samples."""

    def __init__(self, options):
        with open(options.manifest, "rb") as file:
            self.raw = file.read()
        self.options = options
        self.events = read_events(self.raw, options.limit, options.reading)
        self.classes = self.numbered_classes()
        self.types = {name: self.type_of(name) for name in options.label_fields}
        owned, twins, planned = self.owners()
        self.fanout = options.fanout
        if self.fanout is None:
            self.fanout = naming.automatic_fanout(planned)
        self.rows = [self.planned(*row) for row in zip(self.events, owned, twins)]
        self.find_sources()

    def type_of(self, name):
        return columns.type_of(
            columns.carried(component, event.fields, name)
            for event in self.events for component in event.components)

    def carried(self, event, component):
        return {
            name: columns.written(columns.carried(component, event.fields, name), column)
            for name, column in self.types.items()}

    def numbered_classes(self):
        seen = dict.fromkeys(self.options.taxonomy)
        for event in self.events:
            seen.update(dict.fromkeys(event.labels))
        return list(seen)

    def owners(self):
        """The labels each event owns, with their components, how many of their names differ from an
        earlier one's in case only, and how many clips each split may get."""
        taken, folded, owned, twins, planned = set(), set(), [], [], Counter()
        for event in self.events:
            split = naming.split_of(event.session_id, self.options.val_ratio)
            labels, own_twins = [], 0
            parts = zip(event.labels, event.components) if event.onset is not None else ()
            for label, component in parts:
                # No fanout is needed to tell paths apart: it follows from the clip id.
                path = (split, naming.clip_file(naming.clip_id(event), label, 4))
                if path not in taken:
                    taken.add(path)
                    labels.append((label, component))
                    name = (split, path[1].rsplit("/", 1)[1].lower())
                    own_twins += name in folded
                    folded.add(name)
            planned[split] += len(labels)
            owned.append(labels)
            twins.append(own_twins)
        return owned, twins, planned

    def planned(self, event, labels, twins):
        split = naming.split_of(event.session_id, self.options.val_ratio)
        clips = [
            (label, naming.clip_file(naming.clip_id(event), label, self.fanout))
            for label, _ in labels]
        carried = [self.carried(event, component) for _, component in labels]
        duplicates = 0 if event.onset is None else len(event.labels) - len(labels)
        return Planned(event, split, clips, carried, duplicates, twins)

    def find_sources(self):
        options = self.options
        sources = Sources(
            options.manifest, options.audio_root, options.root_map, options.allow_outside_roots)
        for row in self.rows:
            if row.event.malformed:
                row.skip = "malformed"
            elif not row.event.labels:
                row.skip = "no_components"
            elif row.event.onset is None:
                row.skip = "invalid_onset"
            elif not row.clips:
                row.skip = "duplicate"
            else:
                row.path, row.skip = sources.find(row.event)


class Renderer:
    """Clips of one recording after another; ask for events of one file together."""

    def __init__(self, options):
        self.options = options
        self.library = sound.Library()
        self.resamplers = {}

    def render(self, row):
        """A `Rendered`, or the reason why there is none."""
        try:
            recording = self.library.recording(row.path)
        except sound.Unreadable:
            return "unreadable"
        rate = recording.rate
        if not resampling.is_supported(rate, self.options.sample_rate):
            return "unreadable"
        window = sound.window(row.event, rate)
        if window is None:
            return "out_of_range"
        start, count = window[0], min(window[1], max(len(recording.mono) - window[0], 0))
        if count == 0:
            return "out_of_range"
        samples, reference = self.samples(row.path, recording, start, count)
        data = sound.wav(sound.to_int16(samples), self.options.sample_rate)
        return Rendered(data, len(samples), start, count, rate, reference)

    def samples(self, path, recording, start, count):
        """(float samples of the clip, the same from the whole file resampled or None)"""
        rate, target = recording.rate, self.options.sample_rate
        piece = recording.mono[start:start + count]
        least = self.least_frames(rate)
        if rate == target:
            return sound.padded(piece, least), None
        if self.options.edges == "isolated":
            return resampling.isolated(sound.padded(piece, least), rate, target), None
        blocks, whole = self.resampler(path, recording)
        first = resampling.start_of(start, rate, target)
        frames = resampling.frames_of(count, rate, target)
        pad = resampling.frames_of(least, rate, target)
        reference = sound.padded(whole[first:first + frames], frames)
        return (
            sound.padded(blocks.slice(first, frames), pad),
            sound.to_int16(sound.padded(reference, pad)))

    def least_frames(self, rate):
        return 0 if self.options.pad_to is None else sound.ceil_frames(self.options.pad_to, rate)

    def resampler(self, path, recording):
        if path not in self.resamplers:
            pair = (recording.mono, recording.rate, self.options.sample_rate)
            # One recording at a time is kept: events come grouped by file.
            self.resamplers = {
                path: (resampling.BlockResampler(*pair), resampling.whole(*pair))}
        return self.resamplers[path]


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def label_row(row, label, file, seconds, classes):
    """The fields of a row but those that it carries along."""
    event = row.event
    return {
        "file": file, "label": label, "component_idx": classes[label],
        "event_id": event.event_id, "session_id": event.session_id,
        "source_set": event.source_set, "duration_seconds": seconds}


def hugging_face_row(labelled, carried, row, rendered, digest, level):
    rest = {key: value for key, value in labelled.items() if key != "file"}
    return {
        "file_name": labelled["file"], **rest, "audio_path": row.event.audio_path,
        "start_frame": rendered.start, "frames": rendered.source_frames,
        "source_rate": rendered.source_rate, "ordinal": row.event.ordinal, "xxh3_128": digest,
        **level, **carried}


def label_document(lines):
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"
