"""The columns' types as Hugging Face's datasets loads them, where the first rows do not tell them."""

import json
import os
import tempfile
import unittest

import soundfile
from datasets import Audio, ClassLabel, Value, load_dataset

from made_bundle import event, export

# datasets takes a column's type from the first 10 MiB of metadata.jsonl; long sessions fill them soon.
EARLY, LATE = 3000, 200
LONG = "s0" + "x" * 4000


class Types(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def load(self, events, *flags):
        self.bundle = export(self.folder, events, *flags)
        return load_dataset(self.bundle, cache_dir=os.path.join(self.folder, "cache"))["train"]

    def test_what_only_late_rows_have_is_loaded(self):
        """No id and then ids; 1 and then 0.5; a field that is absent and then there."""
        early = [event(n, event_id=None, session_id=LONG, velocity=1) for n in range(EARLY)]
        late = [
            event(EARLY + n, session_id=LONG, velocity=0.5, note=f"late {n}") for n in range(LATE)]
        loaded = self.load(early + late, "--label-field", "velocity", "--label-field", "note")
        self.assertGreater(os.path.getsize(f"{self.bundle}/train/metadata.jsonl"), 11 << 20)
        rows = loaded.select_columns(["event_id", "velocity", "note"])[:]
        self.assertEqual(
            rows["event_id"], [None] * EARLY + [f"e{EARLY + n}" for n in range(LATE)])
        self.assertEqual(rows["velocity"], [1.0] * EARLY + [0.5] * LATE)
        self.assertEqual(rows["note"], [None] * EARLY + [f"late {n}" for n in range(LATE)])

    def test_each_type_is_that_of_its_column(self):
        values = [
            dict(flag=True, count=1, level=1, mixed=1, list=[1, 2.5]),
            dict(flag=False, count=2, level=0.5, mixed="one", list=[]),
            dict(flag=None, count=None, level=None, mixed=True, list=None)]
        names = ["flag", "count", "level", "mixed", "list", "never"]
        loaded = self.load(
            [event(n, **fields) for n, fields in enumerate(values)],
            *(word for name in names for word in ("--label-field", name)))
        types = {name: loaded.features[name] for name in names}
        self.assertEqual(types, {
            "flag": Value("bool"), "count": Value("int64"), "level": Value("float64"),
            "mixed": Value("string"), "list": Value("string"), "never": Value("string")})
        rows = loaded.select_columns(names)[:]
        self.assertEqual(rows["flag"], [True, False, None])
        self.assertEqual(rows["count"], [1, 2, None])
        self.assertEqual(rows["level"], [1.0, 0.5, None])
        self.assertEqual(rows["mixed"], ["1", "one", "true"])
        self.assertEqual(rows["list"], ["[1,2.5]", "[]", None])
        self.assertEqual(rows["never"], [None, None, None])

    def test_labels_are_classes_whatever_they_hold(self):
        labels = [
            "kick", "yes", "null", "7", "a: b #c", "it's \"so\"", "back\\slash", "{x}", "- y",
            "next\u0085line", "sep\u2028arator", "tab\tnew\nline", "\u00e9\U0001f941", "del\x7f"]
        loaded = self.load([event(n, components=[{"label": label}]) for n, label in enumerate(labels)])
        self.assertIsInstance(loaded.features["component_idx"], ClassLabel)
        self.assertEqual(loaded.features["component_idx"].names, labels)
        self.assertEqual(loaded["label"], labels)
        self.assertEqual(loaded["component_idx"], list(range(len(labels))))

    def test_the_sound_comes_with_its_rate_and_every_column_of_the_rows(self):
        loaded = self.load([event(1)], "--sample-rate", "22050")
        self.assertEqual(loaded.features["audio"], Audio(sampling_rate=22050))
        path = loaded.cast_column("audio", Audio(decode=False))[0]["audio"]["path"]
        samples, rate = soundfile.read(path)
        self.assertEqual((len(samples), rate), (45, 22050))
        with open(f"{self.bundle}/train/metadata.jsonl", encoding="utf-8") as file:
            names = list(json.loads(file.readline()))
        self.assertEqual(list(loaded.features), ["audio"] + names[1:])


if __name__ == "__main__":
    unittest.main()
