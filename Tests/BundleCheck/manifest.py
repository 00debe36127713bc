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
INVALID_LIMIT = 20
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
    # None where the line does not say where the hit is.
    onset: float | None = None
    pre: float = 80.0
    post: float = 200.0
    duration_seconds: float | None = None
    labels: list = field(default_factory=list)
    # For each label what its component and the event itself hold.
    components: list = field(default_factory=list)
    fields: dict = field(default_factory=dict)
    malformed: str | None = None
    invalid_values: int = 0


@dataclass
class Reading:
    """How lines are read: field -> key of another name, and the onset where none is stated."""
    fields: dict = field(default_factory=dict)
    default_onset: float | None = None


def read_events(raw, limit=None, reading=Reading()):
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
            events.append(event_from(parse_line(line), ordinal, reading))
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


def event_from(fields, ordinal, reading=Reading()):
    raw, fields = fields, {**fields, **mapped(fields, reading.fields)}
    event, invalid = Event(ordinal, fields=fields), {}

    def of(value, read, *place):
        """What a value is read as; one that is there and of no use is noted by its place."""
        found = None if value is None else read(value)
        if value is not None and found is None:
            invalid[place] = None
        return found

    event.event_id = of(fields.get("event_id"), text, "event_id") or None
    event.session_id = of(fields.get("session_id"), text, "session_id") or ""
    event.source_set = of(fields.get("source_set"), text, "source_set") or ""
    event.audio_path = of(fields.get("audio_path"), text, "audio_path") or None
    event.onset = of(fields.get("onset_time"), number, "onset_time")
    if fields.get("onset_time") is None:
        event.onset = reading.default_onset
    event.duration_seconds = of(fields.get("duration_seconds"), number, "duration_seconds")
    context = of(fields.get("context_ms"), instance(dict), "context_ms") or {}
    for side in ("pre", "post"):
        found = of(context.get(side), number, "context_ms", side)
        if found is not None:
            setattr(event, side, found)
    components = of(fields.get("components"), instance(list, str), "components") or []
    for index, component in enumerate([components] if isinstance(components, str) else components):
        place = ("components", index)
        if isinstance(component, str):
            component = {"label": component}
        elif not isinstance(component, dict):
            invalid[place] = None
            continue
        for name in ("velocity", "openness"):
            of(component.get(name), number, *place, name)
        label = of(component.get("label"), text, *place, "label")
        label = label.strip(WHITE_SPACE) if label else label
        if label:
            event.labels.append(label)
            event.components.append(component)
    for place in unrepresentable(raw):
        invalid[place] = None
    event.invalid_values = min(len(invalid), INVALID_LIMIT)
    return event


def mapped(fields, keys):
    """The values of the fields that are read from other keys, dots leading into objects."""
    found = {}
    for name, key in keys.items():
        value = fields
        for part in [key] if key in fields else key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        found[name] = value
    return found


def unrepresentable(value, *place):
    """Places of numbers beyond binary64."""
    if isinstance(value, float) and not math.isfinite(value):
        yield place
    children = value.items() if isinstance(value, dict) else (
        enumerate(value) if isinstance(value, list) else ())
    for key, child in children:
        yield from unrepresentable(child, *place, key)


def instance(*kinds):
    return lambda value: value if isinstance(value, kinds) else None


def text(value):
    return value if isinstance(value, str) else None


def number(value):
    """A finite number, or ASCII text that spells one; None for everything else."""
    if isinstance(value, str):
        trimmed = value.strip(WHITE_SPACE)
        value = float(trimmed) if NUMERIC_TEXT.fullmatch(trimmed) else None
    if isinstance(value, bool) or not isinstance(value, float) or not math.isfinite(value):
        return None
    return value
