"""Bundles of tars: which clips share a tar, where each lies, and every byte around it."""

import os
from dataclasses import dataclass

import xxhash

import columns
import naming
import sound
from clips import HEADER
from expectation import compact, hugging_face_row, label_row

SPLITS = ("train", "val")
UNIT_BYTES = 256 << 20
BLOCK = 512
END = bytes(2 * BLOCK)
KEY_LIMIT = 95
KEPT_OF_LONG_KEYS = 78


def key(identity, label):
    """What the three members of a clip are named by: its stem without dots, and no longer than 95."""
    stem = naming.stem(identity, label)
    plain = stem.replace(".", "-")
    if plain == stem and len(plain) <= KEY_LIMIT:
        return plain
    return f"{plain[:KEPT_OF_LONG_KEYS]}~{naming.mark(identity, label)}"


def header(name, size):
    """The 512 bytes before a member."""
    fields = [
        (name.encode("ascii"), 100), (b"0000644", 8), (b"0000000", 8), (b"0000000", 8),
        (b"%011o" % size, 12), (b"0" * 11, 12), (b" " * 8, 8), (b"0", 1), (b"", 100),
        (b"ustar", 6), (b"00", 2)]
    block = b"".join(value.ljust(length, b"\0") for value, length in fields).ljust(BLOCK, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def fill(size):
    """The zeros behind so many bytes."""
    return bytes(-size % BLOCK)


def units(plan):
    """For each split the runs of events that share a tar, whether or not their audio exists."""
    options = plan.options
    found = {}
    for split in SPLITS:
        runs, clips, size = [[]], 0, 0
        for row in plan.rows:
            if row.split != split or not row.clips:
                continue
            runs[-1].append(row)
            clips += len(row.clips)
            frames = sound.length(row.event, options.sample_rate)
            size += len(row.clips) * (HEADER + 2 * frames)
            if clips >= options.tar_clips or size >= UNIT_BYTES:
                runs.append([])
                clips = size = 0
        found[split] = runs
    return found


def without_nulls(row, types):
    """A null is an empty string in a column of strings, and absent elsewhere."""
    texts = {name for name, dtype in columns.OWN if dtype == "string"}
    texts |= {name for name, column in types.items() if columns.DTYPES[column] == "string"}
    return {
        name: "" if value is None else value
        for name, value in row.items() if value is not None or name in texts}


@dataclass
class Sample:
    """A clip's three members; `row` is all that its KEY.json holds."""
    key: str
    sliced: object
    row: dict

    def members(self):
        """(name, content, or None where that is the sound)"""
        return [
            (f"{self.key}.wav", None), (f"{self.key}.cls", b"%d" % self.row["component_idx"]),
            (f"{self.key}.json", compact(self.row).encode("utf-8"))]


class Tars:
    """All tars of a bundle, once it is known which events have sound (`sliced`, by ordinal)."""

    def __init__(self, plan, sliced):
        self.plan, self.sliced = plan, sliced
        self.classes = {label: index for index, label in enumerate(plan.classes)}
        # Path of each tar in the bundle -> its samples; and where each clip lies.
        self.samples, self.places = {}, {}
        self.digest_lines = {split: [] for split in SPLITS}
        for split, runs in units(plan).items():
            number = 0
            for run in runs:
                samples = [sample for row in run if row.skip is None for sample in self.of(row)]
                if samples:
                    self.put(split, f"{split}-audio_{number:06d}.tar", samples)
                    number += 1

    def of(self, row):
        """The samples of an event."""
        sliced, options = self.sliced[row.event.ordinal], self.plan.options
        for (label, _), carried in zip(row.clips, row.carried):
            name = key(naming.clip_id(row.event), label)
            labelled = label_row(
                row, label, f"{name}.wav", sliced.frames / options.sample_rate, self.classes)
            whole = hugging_face_row(
                labelled, carried, row, sliced.rendered, sliced.digest, sliced.level)
            del whole["file_name"]
            whole = {"file": labelled["file"], **whole}
            yield Sample(name, sliced, without_nulls(whole, self.plan.types))

    def put(self, split, shard, samples):
        self.samples[f"{split}/{shard}"] = samples
        offset = 0
        for sample in samples:
            size = sample.sliced.size
            place = {"shard": shard, "offset": offset + BLOCK, "size": size}
            self.places[(split, sample.key)] = (f"{sample.key}.wav", place)
            for _, content in sample.members():
                length = size if content is None else len(content)
                offset += BLOCK + length + len(fill(length))

    def place(self, row, label):
        """(the member that holds a clip, what the clip's rows end with)"""
        return self.places[(row.split, key(naming.clip_id(row.event), label))]

    def card(self):
        """The head of README.md, as far as loaders read it."""
        lines = ["configs:", "- config_name: default", "  data_files:"]
        for split, name in (("train", "train"), ("val", "validation")):
            # A pattern that fits no file stops `load_dataset`.
            if any(path.startswith(f"{split}/") for path in self.samples):
                lines += [f"  - split: {name}", "    path:", f'    - "{split}/*.tar"']
        return "".join(line + "\n" for line in lines) + columns.tar_features(
            self.plan.options.sample_rate, self.plan.classes, self.plan.types)

    def check(self, bundle, differences):
        """Compares each tar with what it must hold, and notes the lines that digests are made of."""
        for path, samples in self.samples.items():
            try:
                with open(os.path.join(bundle, path), "rb") as file:
                    data = file.read()
            except OSError:
                # The look at the tree names what is missing.
                continue
            fault = difference(data, samples)
            if fault:
                differences.add(f"{path}: {fault}")
            self.digest_lines[path.split("/")[0]].append(
                f"{path}\t{len(data)}\t{xxhash.xxh3_128_hexdigest(data)}\n")


def difference(data, samples):
    """The first place at which a tar is not what it must be, in words; None where it is."""
    offset = 0
    for sample in samples:
        for name, content in sample.members():
            length = sample.sliced.size if content is None else len(content)
            expected = header(name, length)
            found = data[offset:offset + BLOCK]
            if found != expected:
                return f"the header of {name} at {offset} {first_other_byte(found, expected)}"
            offset += BLOCK
            found = data[offset:offset + length]
            if content is None and xxhash.xxh3_128_hexdigest(found) != sample.sliced.digest:
                return f"{name} at {offset} is not the sound that its recording gives"
            if content is not None and found != content:
                return f"{name} at {offset} is {found!r}, expected {content!r}"
            offset += length
            if data[offset:offset + len(fill(length))] != fill(length):
                return f"other bytes than zeros follow {name} at {offset}"
            offset += len(fill(length))
    if data[offset:] != END:
        return f"it has {len(data)} bytes, expected {offset + len(END)}, the last 1024 of them zero"
    return None


def first_other_byte(found, expected):
    if len(found) != len(expected):
        return "is cut short"
    place = next(place for place, pair in enumerate(zip(found, expected)) if pair[0] != pair[1])
    return f"has {found[place]:#04x} as its byte {place}, expected {expected[place]:#04x}"
