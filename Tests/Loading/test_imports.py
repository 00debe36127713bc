"""Tables and lines as pandas itself writes them, imported by the executable."""

import json
import os
import subprocess
import tempfile
import unittest

import pandas

from made_bundle import PROGRAM

FRAME = pandas.DataFrame({
    "file": ["a.wav", "a.wav", "b.wav"], "onset": [0.5, 1.25, 2.0],
    "class": ["kick", "snare", "hi-hat, open"], "velocity": [0.5, None, 1.0],
    "tags": [["x", "y"], [], ["z"]], "note": ["é \"q\"", "line\nbreak", None]})

EVENTS = [
    {"session_id": "a.wav", "audio_path": "a.wav", "onset_time": 0.5,
     "components": [{"label": "kick", "velocity": 0.5}], "tags": ["x", "y"], "note": "é \"q\""},
    {"session_id": "a.wav", "audio_path": "a.wav", "onset_time": 1.25,
     "components": [{"label": "snare"}], "tags": [], "note": "line\nbreak"},
    {"session_id": "b.wav", "audio_path": "b.wav", "onset_time": 2.0,
     "components": [{"label": "hi-hat, open", "velocity": 1.0}], "tags": ["z"]},
]

WRITERS = {
    "index.csv": lambda path: FRAME.to_csv(path),
    "plain.csv": lambda path: FRAME.to_csv(path, index=False),
    "wide.csv": lambda path: FRAME.to_csv(path, index=False, encoding="utf-16"),
    "marked.csv": lambda path: FRAME.to_csv(path, index=False, encoding="utf-8-sig"),
    "comma.csv": lambda path: FRAME.to_csv(path, index=False, sep=";", decimal=","),
    "crlf.tsv": lambda path: FRAME.to_csv(path, index=False, sep="\t", lineterminator="\r\n"),
    "packed.csv.gz": lambda path: FRAME.to_csv(path, index=False),
    "array.json": lambda path: FRAME.to_json(path, orient="records"),
    "indented.json": lambda path: FRAME.to_json(path, orient="records", indent=2),
    "lines.jsonl": lambda path: FRAME.to_json(path, orient="records", lines=True),
    "lines.jsonl.gz": lambda path: FRAME.to_json(path, orient="records", lines=True),
}


class Imports(unittest.TestCase):
    def test_what_pandas_writes_becomes_the_same_events(self):
        for name, write in WRITERS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                path, manifest = os.path.join(folder, name), os.path.join(folder, "out")
                write(path)
                done = subprocess.run(
                    [PROGRAM, "import", path, manifest], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                with open(manifest, encoding="utf-8") as file:
                    self.assertEqual([json.loads(line) for line in file], EVENTS)


if __name__ == "__main__":
    unittest.main()
