"""Names: which split a session belongs to, and where a clip lies."""

import hashlib
import re

NAME_LIMIT = 200
STEM_LIMIT = 179
CLIPS_PER_DIRECTORY = 4096


def sha1(text):
    return hashlib.sha1(text.encode("utf-8"))


def split_value(session):
    return int.from_bytes(sha1(session).digest()[:8], "big") / 2**64


def split_of(session, val_ratio):
    return "val" if split_value(session) < val_ratio else "train"


def clip_id(event, label):
    return event.event_id or stand_in(event.session_id, event.ordinal, label)


def stand_in(session, ordinal, label):
    return sha1(f"{session}:{ordinal}:{label}").hexdigest()


def cleaned(text):
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", text)
    return "-" + plain[1:] if plain.startswith(".") else plain


def file_name(identity, label):
    """The file's name, extension included."""
    first, second = cleaned(identity), cleaned(label)
    stem = f"{first}__{second}"
    ambiguous = (
        (first, second) != (identity, label) or "__" in identity or "__" in label
        or first.endswith("_") or second.startswith("_") or len(stem) + 4 > NAME_LIMIT)
    if ambiguous:
        stem = f"{stem[:STEM_LIMIT]}~{sha1(identity + chr(0) + label).hexdigest()[:16]}"
    return stem + ".wav"


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
