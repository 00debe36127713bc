"""The columns that `--label-field` names: their types, and how their values are written."""

import json
import math

DTYPES = {"boolean": "bool", "integer": "int64", "number": "float64", "string": "string",
          "null": "string"}
OWN = [
    ("label", "string"), ("component_idx", None), ("event_id", "string"), ("session_id", "string"),
    ("source_set", "string"), ("duration_seconds", "float64"), ("audio_path", "string"),
    ("start_frame", "int64"), ("frames", "int64"), ("source_rate", "int64"), ("ordinal", "int64"),
    ("xxh3_128", "string"), ("peak", "int64"), ("peak_frame", "int64"), ("rms", "float64")]


class Whole(float):
    """A number that a manifest writes without fraction and exponent, with its digits."""

    def __new__(cls, digits):
        number = float.__new__(cls, digits)
        number.digits = digits
        return number


def carried(component, event, name):
    """The component's value of this name, else the event's; None for null and what is beyond binary64."""
    for fields in (component, event):
        value = fields.get(name)
        if value is not None and not (isinstance(value, float) and not math.isfinite(value)):
            return value
    return None


def integer(value):
    """The 64 bit integer that a number spells; None where it is another number."""
    if isinstance(value, Whole) and -2**63 <= int(value.digits) < 2**63:
        return int(value.digits)
    return None


def type_of(values):
    """The one type of a column with these values."""
    found = {kind(value) for value in values if value is not None}
    if found == {"integer", "number"}:
        return "number"
    return found.pop() if len(found) == 1 else "string" if found else "null"


def kind(value):
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "number" if integer(value) is None else "integer"
    return "string"


def written(value, column):
    """A value as the rows of a column of this type have it."""
    if value is None or column == "boolean":
        return value
    if column == "integer":
        return integer(value)
    if column == "number":
        return float(value)
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        whole = integer(value)
        if whole is None and value.is_integer() and -2**63 <= value < 2**63:
            whole = int(value)
        return str(float(value) if whole is None else whole)
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def plain(value):
    """Nested values with integers as they were written; what is beyond binary64 is null."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and not isinstance(value, bool):
        whole = integer(value)
        if whole is not None:
            return whole
        return float(value) if math.isfinite(value) else None
    return value


def features(sample_rate, classes, types):
    """The card's lines that name every column."""
    lines = [audio("audio", sample_rate), *described(class_label(classes), types)]
    return "  features:\n" + "".join(f"  - {line}\n" for line in lines)


def tar_features(sample_rate, classes, types):
    """The card's lines that name the columns of tars: the rows' own lie within `json`."""
    text = "{name: %s, dtype: string}"
    lines = [
        text % "__key__", text % "__url__", audio("wav", sample_rate),
        f"{{name: cls, dtype: {class_label(classes)}}}", "name: json"]
    inner = [text % "file", *described("int64", types)]
    return (
        "dataset_info:\n  features:\n" + "".join(f"  - {line}\n" for line in lines)
        + "    struct:\n" + "".join(f"    - {line}\n" for line in inner))


def audio(name, sample_rate):
    return f"{{name: {name}, dtype: {{audio: {{sampling_rate: {sample_rate}}}}}}}"


def class_label(classes):
    names = ", ".join(f"'{index}': {quoted(label)}" for index, label in enumerate(classes))
    return f"{{class_label: {{names: {{{names}}}}}}}" if classes else "int64"


def described(label, types):
    """A line a column; `label`: the type of `component_idx`."""
    own = [f"{{name: {name}, dtype: {dtype or label}}}" for name, dtype in OWN]
    return own + [f"{{name: {quoted(name)}, dtype: {DTYPES[types[name]]}}}" for name in types]


def quoted(text):
    """A YAML string: JSON's, without what YAML folds or refuses, or nobody sees."""
    special = [
        *range(0x7F, 0xA0), 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
        *range(0x2060, 0x2070), 0xFEFF, 0xFFFE, 0xFFFF]
    return json.dumps(text, ensure_ascii=False).translate(
        {code: f"\\u{code:04x}" for code in special})
