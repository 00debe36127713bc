"""Fault tests on real processes; see scripts/faults."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import network


def long_manifest(corpus, times):
    """The corpus's manifest so often, under new ids: long enough to be disturbed."""
    path = f"{corpus}/manifest-long.jsonl"
    with open(f"{corpus}/manifest.jsonl", encoding="utf-8") as source:
        events = [json.loads(line) for line in source if line.strip()]
    with open(path, "w", encoding="utf-8") as target:
        for turn in range(times):
            for number, event in enumerate(events):
                event["event_id"] = f"{turn}-{number}"
                target.write(json.dumps(event) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=".build/debug/clipmill")
    parser.add_argument("--corpus-program", default=".build/debug/demo-corpus")
    parser.add_argument("--times", type=int, default=10, help="length of the run, in demo corpora")
    parser.add_argument("--keep", action="store_true", help="leave the working folder behind")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("faults: network namespaces need root; nothing was run", file=sys.stderr)
        return 77
    program = os.path.abspath(options.program)
    folder = tempfile.mkdtemp(prefix="clipmill-faults-", dir="/dev/shm")
    try:
        corpus = f"{folder}/corpus"
        subprocess.run([options.corpus_program, corpus], check=True, capture_output=True)
        manifest = long_manifest(corpus, options.times)
        undisturbed = f"{folder}/undisturbed"
        subprocess.run([program, "export", manifest, undisturbed, "--max-skip-rate", "1",
                        "--progress", "none"], check=True, capture_output=True)
        expected = network.digest_of(undisturbed)
        shutil.rmtree(undisturbed)
        return 0 if network.main_rows(program, manifest, folder, expected) else 1
    finally:
        if options.keep:
            print(f"kept {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
