"""The small bundle with its clips in tars, by Python's own tarfile: what the checker of tars is tested on.

`--tar-clips 1`: the first event, the lost one, the third and the one out of range are a unit each, so
that a unit without audio stands between two tars.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile

import small_bundle
import xxhash

UNITS = {"train": [["e1__kick", "e1__snare"], ["e4__kick"]], "val": [["e2__snare"]]}
FLAGS = ("--layout", "tar", "--tar-clips", "1")
CARD = """---
configs:
- config_name: default
  data_files:
  - split: train
    path:
    - "train/*.tar"
  - split: validation
    path:
    - "val/*.tar"
dataset_info:
  features:
  - {name: __key__, dtype: string}
  - {name: __url__, dtype: string}
  - {name: wav, dtype: {audio: {sampling_rate: 44100}}}
  - {name: cls, dtype: {class_label: {names: {'0': "kick", '1': "snare", '2': "crash"}}}}
  - name: json
    struct:
    - {name: file, dtype: string}
    - {name: label, dtype: string}
    - {name: component_idx, dtype: int64}
    - {name: event_id, dtype: string}
    - {name: session_id, dtype: string}
    - {name: source_set, dtype: string}
    - {name: duration_seconds, dtype: float64}
    - {name: audio_path, dtype: string}
    - {name: start_frame, dtype: int64}
    - {name: frames, dtype: int64}
    - {name: source_rate, dtype: int64}
    - {name: ordinal, dtype: int64}
    - {name: xxh3_128, dtype: string}
    - {name: peak, dtype: int64}
    - {name: peak_frame, dtype: int64}
    - {name: rms, dtype: float64}
---
# A bundle
"""


def build(folder):
    """Makes manifest.jsonl, audio/ and bundle/ in `folder`; its bundle is right in every byte."""
    small_bundle.build(folder)
    bundle, lines = f"{folder}/bundle", ""
    for split, units in UNITS.items():
        rows = rows_by_key(f"{bundle}/{split}/metadata.jsonl")
        labels = json.loads(small_bundle.read(f"{bundle}/{split}/{split}_labels.json"))
        for number, keys in enumerate(units):
            shard = f"{split}-audio_{number:06d}.tar"
            data = tar(f"{bundle}/{split}", shard, keys, rows)
            small_bundle.write(f"{bundle}/{split}/{shard}", data)
            digest = xxhash.xxh3_128_hexdigest(data)
            lines += f"{split}/{shard}\t{len(data)}\t{digest}\n"
        document = ",\n".join(
            small_bundle.compact(row | {"file": rows[key]["file_name"]} | last_three(rows[key]))
            for row, key in zip(labels, rows))
        small_bundle.write(f"{bundle}/{split}/{split}_labels.json", f"[\n{document}\n]\n")
        small_bundle.write(f"{bundle}/{split}/metadata.jsonl", "".join(
            small_bundle.compact(row) + "\n" for row in rows.values()))
        shutil.rmtree(f"{bundle}/{split}/audio")
    small_bundle.write(f"{bundle}/README.md", CARD)
    small_bundle.describe(bundle, in_tars=True)
    metadata(bundle, lines)


def rows_by_key(path):
    rows = [json.loads(line) for line in small_bundle.read(path).splitlines()]
    return {os.path.basename(row["file_name"])[:-4]: row for row in rows}


def last_three(row):
    return {name: row[name] for name in ("shard", "offset", "size")}


def tar(folder, shard, keys, rows):
    """A tar's bytes; each row gets its place."""
    packed = io.BytesIO()
    # tarfile fills up to 10,240 bytes: what is behind its two blocks of zeros is cut off.
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for key in keys:
            row = rows[key]
            sound = small_bundle.read(f"{folder}/audio/{key}.wav")
            row["file_name"] = f"{key}.wav"
            content = {"file": f"{key}.wav"} | {
                name: value for name, value in row.items() if name != "file_name"}
            place = {"shard": shard, "offset": archive.offset + 512, "size": len(sound)}
            for extension, data in (
                    ("wav", sound), ("cls", str(row["component_idx"]).encode()),
                    ("json", small_bundle.compact(content).encode())):
                member = tarfile.TarInfo(f"{key}.{extension}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
            row.update(place)
        end = archive.offset + 1024
    return packed.getvalue()[:end]


def metadata(bundle, lines):
    names = ["train/train_labels.json", "val/val_labels.json", "components.json"]
    content = {name: small_bundle.read(f"{bundle}/{name}") for name in names}
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    lines += "".join(f"{name}\t{len(content[name])}\t{sums[name]}\n" for name in names)
    record = json.loads(small_bundle.read(f"{bundle}/metadata.json"))
    record["bundle_digest"] = hashlib.sha256(lines.encode()).hexdigest()
    record["labels_sha256"] = {"train": sums[names[0]], "val": sums[names[1]]}
    for name in record["files_sha256"]:
        record["files_sha256"][name] = hashlib.sha256(
            small_bundle.read(f"{bundle}/{name}")).hexdigest()
    small_bundle.write(f"{bundle}/metadata.json", json.dumps(record))
