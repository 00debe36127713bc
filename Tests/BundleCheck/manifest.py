"""Reads a manifest: events, and lines that are none."""

import json
import math
import re
import sys
from dataclasses import dataclass, field

from columns import Whole

WHITE_SPACE = "".join(
    map(chr, [*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
              0x2028, 0x2029, 0x202F, 0x205F, 0x3000]))
NUMERIC_TEXT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
NESTING_LIMIT = 1024
LINE_LIMIT = 16 << 20
# Python's own limit lies below that of manifests.
sys.setrecursionlimit(4 * NESTING_LIMIT)


class Malformed(Exception):
    """A line that is no event, with the reason in words."""


@dataclass
class Event:
    ordinal: int
    event_id: str | None = None
    session_id: str = ""
    source_set: str = ""
    audio_path: str | None = None
    onset: float = 0.0
    pre: float = 80.0
    post: float = 200.0
    duration_seconds: float | None = None
    labels: list = field(default_factory=list)
    # For each label what its component and the event itself hold.
    components: list = field(default_factory=list)
    fields: dict = field(default_factory=dict)
    malformed: str | None = None


def read_events(raw, limit=None):
    """The events of a manifest's bytes in order; a malformed line is an event that says so."""
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    events = []
    for line in raw.split(b"\n"):
        if not line.strip(b" \t\r"):
            continue
        if limit is not None and len(events) == limit:
            break
        ordinal = len(events) + 1
        try:
            events.append(event_from(parse_line(line), ordinal))
        except Malformed as fault:
            events.append(Event(ordinal, malformed=str(fault)))
    return events


def parse_line(line):
    if len(line) > LINE_LIMIT:
        raise Malformed("too long")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    if nesting(text) > NESTING_LIMIT:
        raise Malformed("nested too deeply")
    try:
        # Every number is a float here: one beyond binary64 becomes infinite, and absent.
        value = json.loads(text, parse_int=Whole, parse_constant=float)
    except (ValueError, RecursionError) as fault:
        raise Malformed(f"not JSON: {fault}") from None
    if not isinstance(value, dict):
        raise Malformed("not an object")
    if "\\u" in text and has_lone_surrogate(value):
        raise Malformed("unpaired surrogate")
    return value


def nesting(text):
    """The deepest nesting of brackets outside strings."""
    depth = deepest = 0
    for bracket in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        if bracket in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif bracket in "]}":
            depth -= 1
    return deepest


def has_lone_surrogate(value):
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def event_from(fields, ordinal):
    event = Event(ordinal, fields=fields)
    event.event_id = text(fields.get("event_id")) or None
    event.session_id = text(fields.get("session_id")) or ""
    event.source_set = text(fields.get("source_set")) or ""
    event.audio_path = text(fields.get("audio_path")) or None
    event.onset = number(fields.get("onset_time"), 0.0)
    context = fields.get("context_ms")
    if isinstance(context, dict):
        event.pre = number(context.get("pre"), 80.0)
        event.post = number(context.get("post"), 200.0)
    event.duration_seconds = number(fields.get("duration_seconds"), None)
    components = fields.get("components")
    for component in components if isinstance(components, list) else []:
        label = text(component.get("label")) if isinstance(component, dict) else None
        label = label.strip(WHITE_SPACE) if label else label
        if label:
            event.labels.append(label)
            event.components.append(component)
    return event


def text(value):
    return value if isinstance(value, str) else None


def number(value, default):
    """A finite number, or ASCII text that spells one; everything else is absent."""
    if isinstance(value, str):
        trimmed = value.strip(WHITE_SPACE)
        value = float(trimmed) if NUMERIC_TEXT.fullmatch(trimmed) else None
    if isinstance(value, bool) or not isinstance(value, float) or not math.isfinite(value):
        return default
    return value
