#!/usr/bin/env python3
"""Derives a bundle anew from its manifest and recordings, and holds the bundle against it.

Written from the description of bundles alone and sharing no code with the product: paths, splits, windows,
samples, order, counts, statistics and digests are worked out a second time. Every clip is compared
byte for byte, in a tar by its XXH3-128. Exit 0: no difference. Exit 1: the first 20 differences, in words.

Needs Python 3.11, numpy, soundfile and xxhash (requirements.txt), and the system's libsoxr.
Clips of --format flac are not looked at.
"""

import argparse
import json
import os
import sys
import time

from clips import ClipCheck
from differences import Differences
from documents import Documents
from expectation import Options, Plan
from manifest import Reading
from tars import Tars
from tree import check_sums, check_tree, expected_files


def arguments(words=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False)
    add = parser.add_argument
    add("manifest")
    add("bundle")
    add("--audio-root")
    add("--audio-root-map", action="append", default=[], metavar="SOURCE=PATH")
    add("--allow-outside-roots", action="store_true")
    add("--sample-rate", type=int, default=44100)
    add("--val-ratio", type=float, default=0.1)
    add("--pad-to", type=float)
    add("--resample-edges", choices=("context", "isolated"), default="context")
    add("--clip-fanout", type=lambda word: None if word == "auto" else int(word))
    add("--limit", type=int)
    add("--layout", choices=("files", "tar"), default="files")
    add("--tar-clips", type=int, default=4096)
    add("--taxonomy")
    add("--label-field", action="append", default=[], metavar="NAME")
    add("--field", action="append", default=[], metavar="FIELD=KEY")
    add("--default-onset", type=float)
    add("--no-hf", action="store_true")
    add("--checksums", action="store_true")
    add("--no-link-identical", action="store_true")
    add("--any-links", action="store_true", help="after crashes: do not look at link counts")
    return parser.parse_args(words)


def options_from(words):
    return Options(
        manifest=words.manifest, audio_root=words.audio_root,
        root_map=[tuple(entry.split("=", 1)) for entry in words.audio_root_map],
        allow_outside_roots=words.allow_outside_roots, sample_rate=words.sample_rate,
        val_ratio=words.val_ratio, pad_to=words.pad_to, edges=words.resample_edges,
        fanout=words.clip_fanout, limit=words.limit, taxonomy=taxonomy_labels(words.taxonomy),
        label_fields=words.label_field,
        tar_clips=words.tar_clips if words.layout == "tar" else None,
        reading=Reading(
            dict(entry.split("=", 1) for entry in words.field), words.default_onset))


def taxonomy_labels(path):
    if path is None:
        return []
    with open(path, encoding="utf-8") as file:
        return [entry["label"] for entry in json.load(file)["classes"]]


def current_umask():
    umask = os.umask(0)
    os.umask(umask)
    return umask


def roots_hint(plan, bundle):
    """What to say where the recordings are not where the export found them; None elsewhere."""
    reasons = ("missing_file", "outside_roots")
    here = sum(row.skip in reasons for row in plan.rows)
    try:
        with open(os.path.join(bundle, "metadata.json"), encoding="utf-8") as file:
            counts = json.load(file)["skip_reasons"]
        there = sum(counts.get(reason, 0) for reason in reasons)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if here <= there:
        return None
    return (
        f"The roots are not those of the export: the recordings of {here} events are not found here,"
        f" the export missed {there}. Give its --audio-root and --audio-root-map.")


def check(words):
    """The differences, how many clips were compared, and a hint at the roots."""
    differences = Differences()
    plan = Plan(options_from(words))
    umask = current_umask()
    linked = None if words.any_links else not words.no_link_identical
    clips = ClipCheck(plan, words.bundle, differences, umask, linked)
    clips.run()
    tars = None
    if words.layout == "tar":
        tars = Tars(plan, clips.sliced)
        tars.check(words.bundle, differences)
    documents = Documents(plan, clips.sliced, words.bundle, differences, tars)
    documents.check(hugging_face=not words.no_hf, checksums=words.checksums)
    expected = expected_files(plan, not words.no_hf, words.checksums, tars)
    check_tree(words.bundle, expected, differences, umask)
    if words.checksums:
        check_sums(words.bundle, expected, differences)
    return differences, documents.clips.total(), roots_hint(plan, words.bundle)


def main():
    words = arguments()
    started = time.monotonic()
    differences, clips, hint = check(words)
    seconds = time.monotonic() - started
    for difference in differences.shown:
        print(f"- {difference}")
    if differences.count > len(differences.shown):
        print(f"- and {differences.count - len(differences.shown)} more")
    if hint:
        print(hint)
    verdict = "agrees" if differences.count == 0 else f"differs in {differences.count} places"
    print(f"{words.bundle} {verdict}: {clips} clips derived anew in {seconds:.1f} s")
    return 1 if differences.count else 0


if __name__ == "__main__":
    sys.exit(main())
