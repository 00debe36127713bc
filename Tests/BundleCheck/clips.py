"""Compares every clip of a bundle, byte for byte, with what the recordings give."""

import math
import os
import stat
from dataclasses import dataclass

import numpy
import xxhash

from expectation import Renderer
from resampling import terms

HEADER = 44


@dataclass
class Sliced:
    """What is left of a rendered event once its clips are compared."""
    frames: int
    size: int
    digest: str
    level: dict
    rendered: object


def level(data):
    """Peak, the first frame that has it, and the root of the mean square, as rows state them."""
    samples = numpy.frombuffer(data, "<i2", offset=HEADER).astype(numpy.int64)
    if not len(samples):
        return {"peak": 0, "peak_frame": 0, "rms": 0.0}
    loudness = abs(samples)
    mean = float(int((samples * samples).sum())) / float(len(samples))
    return {
        "peak": int(loudness.max()), "peak_frame": int(loudness.argmax()), "rms": math.sqrt(mean)}


class ClipCheck:
    def __init__(self, plan, bundle, differences, umask, linked):
        self.plan, self.bundle, self.differences = plan, bundle, differences
        self.file_mode = 0o666 & ~umask
        self.linked = linked
        self.sliced = {}

    def run(self):
        """Renders every event; afterwards `sliced` has the good ones, and the rest a reason."""
        renderer = Renderer(self.plan.options)
        rows = [row for row in self.plan.rows if row.skip is None]
        for row in sorted(rows, key=lambda row: (row.path, row.event.onset)):
            result = renderer.render(row)
            if isinstance(result, str):
                row.skip = result
                continue
            data = result.data
            self.check_reference(row, result)
            if self.plan.options.tar_clips is None:
                self.check_event(row, data)
            result.data = result.reference = None
            digest = xxhash.xxh3_128_hexdigest(data)
            self.sliced[row.event.ordinal] = Sliced(
                result.frames, len(data), digest, level(data), result)

    def check_reference(self, row, result):
        """Blocks may differ from the whole file resampled by the last bit of 16."""
        if result.reference is None:
            return
        samples = numpy.frombuffer(result.data, "<i2", offset=HEADER).astype(numpy.int32)
        ratio = terms(result.source_rate, self.plan.options.sample_rate)
        allowed = 1 if max(ratio) <= 1000 else 2
        furthest = int(abs(samples - result.reference).max(initial=0))
        if furthest > allowed:
            self.differences.add(
                f"event {row.event.ordinal}: its slice is {furthest} of 32768 away from the whole "
                f"recording resampled, allowed {allowed}")

    def check_event(self, row, data):
        known = set()
        for _, file in row.clips:
            name = f"{row.split}/{file}"
            try:
                found = os.lstat(os.path.join(self.bundle, name))
            except OSError as fault:
                self.differences.add(f"{name} is not there: {fault.strerror}")
                continue
            if not stat.S_ISREG(found.st_mode):
                self.differences.add(f"{name} is not a regular file")
                continue
            if found.st_ino not in known:
                self.check_bytes(name, data)
            known.add(found.st_ino)
            self.differences.expect(
                f"{name}: mode", oct(stat.S_IMODE(found.st_mode)), oct(self.file_mode))
            if self.linked is not None:
                links = len(row.clips) if self.linked else 1
                self.differences.expect(f"{name}: number of links", found.st_nlink, links)
        if self.linked and len(known) > 1:
            self.differences.add(f"event {row.event.ordinal}: its clips are not one linked file")

    def check_bytes(self, name, expected):
        with open(os.path.join(self.bundle, name), "rb") as file:
            found = file.read()
        if found != expected:
            self.differences.add(f"{name}: {first_difference(found, expected)}")


def first_difference(found, expected):
    if len(found) != len(expected):
        return f"has {len(found)} bytes, expected {len(expected)}"
    if found[:HEADER] != expected[:HEADER]:
        return "has another header"
    samples, wanted = (numpy.frombuffer(data[HEADER:], "<i2") for data in (found, expected))
    places = numpy.flatnonzero(samples != wanted)
    place = int(places[0])
    return (
        f"{len(places)} of {len(wanted)} samples differ; sample {place} is {samples[place]}, "
        f"expected {wanted[place]}")
