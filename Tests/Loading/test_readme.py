"""The Python examples of the README and of Loading.md, run as they are printed."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

from made_bundle import PROGRAM

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
DOCUMENTS = ["README.md", "Sources/Documentation/Loading.md"]
BUNDLE = os.environ["BUNDLE"]


def example(word):
    """The one Python block of the documents in which `word` stands."""
    blocks = []
    for document in DOCUMENTS:
        with open(os.path.join(ROOT, document), encoding="utf-8") as file:
            blocks += re.findall(r"^```python\n(.*?)^```", file.read(), re.DOTALL | re.MULTILINE)
    found = [block for block in blocks if word in block]
    if len(found) != 1:
        raise AssertionError(f"{len(found)} examples have {word}")
    return found[0]


PACKS = {"tars": "webdataset", "tables": "parquet", "cuts": "shar", "arrays": "npy"}


def needs(*names):
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)} is not installed")


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.packs = folder.name

    def pack(self, name):
        """The bundle in another layout, made once."""
        path = os.path.join(self.packs, name)
        if not os.path.exists(path):
            subprocess.run(
                [PROGRAM, "pack", BUNDLE, path, "--to", PACKS[name], "--quiet"], check=True,
                capture_output=True)
        return path

    def run_example(self, word, *packs):
        """Its output, in a folder where the bundle is `dataset` and its packs have their names."""
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(BUNDLE, os.path.join(folder, "dataset"))
            for name in packs:
                os.symlink(self.pack(name), os.path.join(folder, name))
            with open(os.path.join(folder, "example.py"), "w", encoding="utf-8") as file:
                file.write(example(word))
            environment = os.environ | {"HF_HOME": os.path.join(folder, "cache")}
            done = subprocess.run(
                [sys.executable, "example.py"], cwd=folder, env=environment,
                capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def rows(self):
        with open(f"{BUNDLE}/train/train_labels.json", encoding="utf-8") as file:
            return json.load(file)

    def test_plain_python(self):
        rows = self.rows()
        lines = self.run_example("import wave")
        self.assertEqual(len(lines), len(rows))
        self.assertTrue(lines[0].startswith(f"{rows[0]['label']} {rows[0]['component_idx']} "))

    def test_hugging_face(self):
        lines = self.run_example("import Audio, load_dataset")
        row = self.rows()[0]
        frames = round(row["duration_seconds"] * 44100)
        self.assertEqual(lines[-1], f"{row['label']} {frames} frames at 44100 Hz")

    @needs("torch")
    def test_pytorch(self):
        lines = self.run_example("DataLoader")
        self.assertRegex(lines[-1], r"^torch.Size\(\[\d+, \d+\]\) torch.Size\(\[\d+\]\)$")

    @needs("torch")
    def test_pytorch_goes_through_all_batches(self):
        code = example("DataLoader").split("\nfor ")[0] + "\nprint(sum(len(c) for _, c in loader))\n"
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(BUNDLE, os.path.join(folder, "dataset"))
            done = subprocess.run(
                [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"{len(self.rows())}\n")

    @needs("webdataset")
    def test_webdataset(self):
        lines = self.run_example("import webdataset", "tars")
        self.assertEqual(len(lines), len(self.rows()))
        self.assertRegex(lines[0], r"^\S+ \d+ \d+ frames from a tar$")

    def test_tars_by_index(self):
        lines = self.run_example("import random", "tars")
        self.assertEqual(len(lines), 100)
        self.assertRegex(lines[0], r"^\S+ \d+ \d+ frames by index$")

    @needs("polars")
    def test_polars(self):
        lines = self.run_example("import polars", "tables")
        self.assertEqual(len(lines), 100)
        self.assertEqual(lines[0].split()[0], self.rows()[0]["label"])

    @needs("duckdb")
    def test_duckdb(self):
        self.assertIn("kick", "\n".join(self.run_example("import duckdb", "tables")))

    @needs("pandas", "pyarrow")
    def test_pandas(self):
        self.assertIn("kick", "\n".join(self.run_example("import pandas", "tables")))

    @needs("torch")
    def test_arrays(self):
        lines = self.run_example("import numpy", "arrays")
        row = self.rows()[0]
        frames = round(row["duration_seconds"] * 44100)
        self.assertEqual(lines, [f"{row['component_idx']} {frames} frames of an array"])

    @needs("lhotse")
    def test_lhotse(self):
        lines = self.run_example("from lhotse import CutSet", "cuts")
        self.assertEqual(len(lines), 100)
        self.assertEqual(lines[0].split()[0], self.rows()[0]["label"])


if __name__ == "__main__":
    unittest.main()
