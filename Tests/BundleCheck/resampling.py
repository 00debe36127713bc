"""Resampling with the system's libsoxr at its HQ setting, by which bundles are defined.

Clips of another rate are slices of the whole recording resampled. The product resamples fixed
blocks with real sound on both sides; how it cuts them is documented in Sources/AudioIO and written
here anew: `BlockResampler`. `whole` is the reference that the blocks have to come close to.
"""

import ctypes
import math

import numpy

SOXR_HQ = 4
SOXR_DOUBLE_PRECISION = 16
CONTEXT_MILLISECONDS = 10
CONTEXT_FRAMES = 192
# A rate that rises more than this is resampled in binary64, for the sake of the blocks' seams.
PRECISE_ABOVE = 4
BLOCK_FRAMES_AT_MOST = 1 << 20
LARGEST_TERM = 1 << 20


class _Quality(ctypes.Structure):
    _fields_ = [
        ("precision", ctypes.c_double), ("phase_response", ctypes.c_double),
        ("passband_end", ctypes.c_double), ("stopband_begin", ctypes.c_double),
        ("e", ctypes.c_void_p), ("flags", ctypes.c_ulong)]


def _load():
    soxr = ctypes.CDLL("libsoxr.so.0")
    size = ctypes.c_size_t
    soxr.soxr_quality_spec.restype = _Quality
    soxr.soxr_quality_spec.argtypes = [ctypes.c_ulong, ctypes.c_ulong]
    soxr.soxr_oneshot.restype = ctypes.c_char_p
    soxr.soxr_oneshot.argtypes = [
        ctypes.c_double, ctypes.c_double, ctypes.c_uint,
        ctypes.c_void_p, size, ctypes.POINTER(size), ctypes.c_void_p, size, ctypes.POINTER(size),
        ctypes.c_void_p, ctypes.POINTER(_Quality), ctypes.c_void_p]
    return soxr


_SOXR = _load()
_HQ = _SOXR.soxr_quality_spec(SOXR_HQ, 0)
_PRECISE = _SOXR.soxr_quality_spec(SOXR_HQ, SOXR_DOUBLE_PRECISION)


def one_call(samples, source, target, count, quality=_HQ):
    """`count` frames of `samples` resampled; 0 where libsoxr gives fewer."""
    samples = numpy.ascontiguousarray(samples, numpy.float32)
    # libsoxr leaves input out, and its end unflushed, where the room is too small for all of it.
    room = max(count, whole_frames(len(samples), source, target)) + 16
    result = numpy.zeros(room, numpy.float32)
    used, given = ctypes.c_size_t(), ctypes.c_size_t()
    fault = _SOXR.soxr_oneshot(
        source, target, 1, samples.ctypes.data, len(samples), ctypes.byref(used),
        result.ctypes.data, room, ctypes.byref(given), None, ctypes.byref(quality), None)
    if fault:
        raise ValueError(fault.decode())
    return result[:count]


def terms(source, target):
    divisor = math.gcd(source, target)
    return source // divisor, target // divisor


def is_supported(source, target):
    return max(terms(source, target)) <= LARGEST_TERM


def frames_of(count, source, target):
    """ceil(n × (target ÷ source))"""
    return count if source == target else math.ceil(count * (target / source))


def start_of(start, source, target):
    """round(start × target ÷ source), half up, in integers."""
    return (2 * start * target + source) // (2 * source)


def whole_frames(count, source, target):
    """How many frames libsoxr gives for a whole recording."""
    return int(count / (source / target) + 0.5)


def isolated(samples, source, target):
    return one_call(samples, source, target, frames_of(len(samples), source, target))


def whole(mono, source, target):
    return one_call(mono, source, target, whole_frames(len(mono), source, target))


class BlockResampler:
    """Slices of a whole recording resampled, cut out of blocks."""

    def __init__(self, mono, source, target):
        self.mono, self.source, self.target = mono, source, target
        source_term, target_term = terms(source, target)
        count = max(min(source, BLOCK_FRAMES_AT_MOST) // source_term, 1)
        self.block_source = count * source_term
        self.block_target = count * target_term
        slower = max(math.ceil(source / target), 1)
        least = max(math.ceil(source * CONTEXT_MILLISECONDS / 1000), CONTEXT_FRAMES * slower)
        self.context = math.ceil(least / source_term) * source_term
        self.lead_terms = (source_term, target_term)
        self.quality = _PRECISE if target > PRECISE_ABOVE * source else _HQ
        self.blocks = {}

    def slice(self, first, count):
        parts = []
        while count > 0:
            index, offset = divmod(first, self.block_target)
            part = self.block(index)[offset:offset + count]
            parts.append(part)
            first, count = first + len(part), count - len(part)
        return numpy.concatenate(parts) if parts else numpy.zeros(0, numpy.float32)

    def block(self, index):
        if index not in self.blocks:
            self.blocks[index] = self.resampled(index)
        return self.blocks[index]

    def resampled(self, index):
        start = index * self.block_source
        first = max(start - self.context, 0)
        last = start + self.block_source + self.context
        sound = self.mono[first:last]
        if len(sound) == 0:
            return numpy.zeros(self.block_target, numpy.float32)
        fed = numpy.zeros(last - first, numpy.float32)
        fed[:len(sound)] = sound
        lead = (start - first) // self.lead_terms[0] * self.lead_terms[1]
        count = lead + self.block_target
        frames = one_call(fed, self.source, self.target, count, self.quality)[lead:]
        if len(sound) < len(fed):
            end = whole_frames(len(self.mono), self.source, self.target)
            frames[max(end - index * self.block_target, 0):] = 0
        return frames
