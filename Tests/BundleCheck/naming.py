"""Names: which split a session belongs to, and where a clip lies."""

import hashlib
import re
import struct

NAME_LIMIT = 200
STEM_LIMIT = 179
CLIPS_PER_DIRECTORY = 4096


def sha1(text):
    return hashlib.sha1(text.encode("utf-8"))


def split_value(session):
    return int.from_bytes(sha1(session).digest()[:8], "big") / 2**64


def split_of(session, val_ratio):
    return "val" if split_value(session) < val_ratio else "train"


def clip_id(event):
    return event.event_id or content_id(event)


def content_id(event):
    """What stands for the id of an event without one: the digest of what it is."""
    pre, post = max(event.pre, 0.0), max(event.post, 0.0)
    duration = pre / 1000 + post / 1000 or max(event.duration_seconds or 0.0, 0.0) or 0.5
    numbers = [struct.pack(">d", value + 0.0).hex() for value in (event.onset, pre, post, duration)]
    return sha1("\0".join(
        [event.session_id, event.source_set, event.audio_path or "", *numbers])).hexdigest()


def cleaned(text):
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", text)
    return "-" + plain[1:] if plain.startswith(".") else plain


def mark(identity, label):
    """16 digits that tell apart what a name alone would not."""
    return sha1(identity + chr(0) + label).hexdigest()[:16]


def stem(identity, label):
    """The file's name without its extension."""
    first, second = cleaned(identity), cleaned(label)
    plain = f"{first}__{second}"
    ambiguous = (
        (first, second) != (identity, label) or "__" in identity or "__" in label
        or first.endswith("_") or second.startswith("_") or len(plain) + 4 > NAME_LIMIT)
    return f"{plain[:STEM_LIMIT]}~{mark(identity, label)}" if ambiguous else plain


def file_name(identity, label):
    """The file's name, extension included."""
    return stem(identity, label) + ".wav"


def clip_file(identity, label, fanout):
    """The clip's path relative to its split."""
    digits = sha1(identity).hexdigest()[:fanout]
    return "/".join(["audio", *([digits] if fanout else []), file_name(identity, label)])


def automatic_fanout(planned):
    """`planned`: clips a split, whether or not their audio exists."""
    largest = max(planned.values(), default=0)
    for digits in range(4):
        if largest <= CLIPS_PER_DIRECTORY * 16**digits:
            return digits
    return 4
