"""The Python examples of the README and of Loading.md, run as they are printed."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

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


class Examples(unittest.TestCase):
    def run_example(self, word):
        """Its output, in a folder where the bundle is `dataset`."""
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(BUNDLE, os.path.join(folder, "dataset"))
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
        lines = self.run_example("load_dataset")
        row = self.rows()[0]
        frames = round(row["duration_seconds"] * 44100)
        self.assertEqual(lines[-1], f"{row['label']} {frames} frames at 44100 Hz")

    @unittest.skipIf(importlib.util.find_spec("torch") is None, "PyTorch is not installed")
    def test_pytorch(self):
        lines = self.run_example("import torch")
        self.assertRegex(lines[-1], r"^torch.Size\(\[\d+, \d+\]\) torch.Size\(\[\d+\]\)$")

    @unittest.skipIf(importlib.util.find_spec("torch") is None, "PyTorch is not installed")
    def test_pytorch_goes_through_all_batches(self):
        code = example("import torch").split("\nfor ")[0] + "\nprint(sum(len(c) for _, c in loader))\n"
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(BUNDLE, os.path.join(folder, "dataset"))
            done = subprocess.run(
                [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"{len(self.rows())}\n")


if __name__ == "__main__":
    unittest.main()
