"""What croissant.json must say of the rows, derived from them and the options."""

import hashlib

from columns import OWN

NAMES = {"bool": "sc:Boolean", "int64": "sc:Integer", "float64": "sc:Float", "string": "sc:Text"}
PLACE = [("shard", "string"), ("offset", "int64"), ("size", "int64")]


def description(rows, carried, in_tars):
    """All of it but its context; `rows`: the bytes of metadata.jsonl by split, `carried`: names and types."""
    own = [("file_name", "string")] + [(name, dtype or "int64") for name, dtype in OWN]
    columns = own + carried + (PLACE if in_tars else [])
    return {
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "clip-dataset",
        "description": "Labelled clips of audio events, cut from recordings by Clipmill.",
        "distribution": [file(split, content) for split, content in rows.items()],
        "recordSet": [
            {"@type": "cr:RecordSet", "@id": split, "name": split,
             "field": [field(split, name, dtype) for name, dtype in columns]}
            for split in rows]}


def file(split, content):
    return {
        "@type": "cr:FileObject", "@id": f"{split}-rows", "name": f"{split}-rows",
        "contentUrl": f"{split}/metadata.jsonl", "contentSize": f"{len(content)} B",
        "encodingFormat": "application/jsonlines", "sha256": hashlib.sha256(content).hexdigest()}


def field(split, name, dtype):
    return {
        "@type": "cr:Field", "@id": f"{split}/{name}", "name": name, "dataType": NAMES[dtype],
        "source": {"fileObject": {"@id": f"{split}-rows"}, "extract": {"column": name}}}
