"""Sound: windows, mono mixes of whole recordings, 16-bit samples and WAV bytes."""

import math
import struct
from collections import OrderedDict

import numpy
import soundfile

# Python's soundfile seeks after each read, and a seek changes what MP3 files decode to by a few
# parts in 2^23: a file is read at once, short of what only a lying header promises.
BLOCK = 1 << 27
KEPT_RECORDINGS = 4


class Unreadable(Exception):
    pass


class Recording:
    """A whole file: `mono` float32 samples at `rate` Hz."""

    def __init__(self, path):
        try:
            with open(path.encode("utf-8"), "rb") as raw, soundfile.SoundFile(raw) as file:
                self.rate = file.samplerate
                self.mono = mixed(file)
        except (soundfile.LibsndfileError, OSError, RuntimeError) as fault:
            raise Unreadable(str(fault)) from None


def mixed(file):
    """Float32 sum over the channels in order, divided by their float32 number."""
    parts = []
    while True:
        block = file.read(BLOCK, dtype="float32", always_2d=True)
        total = block[:, 0].copy()
        for channel in range(1, block.shape[1]):
            total += block[:, channel]
        parts.append(total / numpy.float32(block.shape[1]))
        if len(block) < BLOCK:
            return numpy.concatenate(parts)


class Library:
    """The last few recordings asked for."""

    def __init__(self):
        self.kept = OrderedDict()

    def recording(self, path):
        if path in self.kept:
            self.kept.move_to_end(path)
        else:
            self.kept[path] = self.open(path)
            if len(self.kept) > KEPT_RECORDINGS:
                self.kept.popitem(last=False)
        found = self.kept[path]
        if isinstance(found, Unreadable):
            raise found
        return found

    @staticmethod
    def open(path):
        try:
            return Recording(path)
        except Unreadable as fault:
            return fault


def window(event, rate):
    """(start frame, frames) of an event before the file's end is considered; None: too far,
    or over before the recording begins."""
    pre = max(event.pre, 0.0)
    if event.onset - pre / 1000 + duration(event) <= 0:
        return None
    start = max(event.onset - pre / 1000, 0.0) * rate
    if start >= 2**53:
        return None
    return math.floor(start), length(event, rate)


def duration(event):
    """Seconds of an event's window."""
    seconds = max(event.pre, 0.0) / 1000 + max(event.post, 0.0) / 1000
    if seconds == 0:
        stated = event.duration_seconds
        seconds = stated if stated is not None and stated > 0 else 0.5
    return seconds


def length(event, rate):
    """Frames of an event's window, whatever its recording holds."""
    frames = duration(event) * rate
    return math.ceil(frames) if math.isfinite(frames) else 1 << 62


def to_int16(samples):
    """Round half even at 32 bits, clamp, and keep the upper 16."""
    wide = numpy.rint(samples.astype(numpy.float64) * 2.0**31)
    wide = numpy.where(numpy.isnan(wide), -(2.0**31), wide)
    wide = numpy.clip(wide, -(2.0**31), 2.0**31 - 1)
    return (wide.astype(numpy.int64) >> 16).astype("<i2")


def wav(samples, rate):
    """A WAV file of mono 16-bit samples."""
    data = samples.tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, rate,
        rate * 2, 2, 16, b"data", len(data))
    return head + data


def padded(samples, least):
    """`samples` with silence at the end up to `least`."""
    if len(samples) >= least:
        return samples
    return numpy.concatenate([samples, numpy.zeros(least - len(samples), numpy.float32)])


def ceil_frames(seconds, rate):
    return math.ceil(seconds * rate)
