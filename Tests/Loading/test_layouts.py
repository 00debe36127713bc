"""Each layout of a bundle, loaded by what people load it with: every sample and every field, held against the files.

A library that is not installed is left out, which its test says. BUNDLE is of WAV files; LAYOUTS=all takes both splits.
"""

import importlib.util
import json
import os
import subprocess
import tempfile
import unittest
import wave

import numpy

from made_bundle import PROGRAM, event, export

FORMS = ["webdataset", "parquet", "shar", "npy", "files"]
BUNDLE = os.environ["BUNDLE"]
# All of it takes minutes; the gate looks at the smaller split.
IS_WHOLE = os.environ.get("LAYOUTS") == "all"


def pack(bundle, output, form, *flags):
    words = [PROGRAM, "pack", bundle, output, "--to", form, "--quiet", *flags]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{words}: exit code {done.returncode}\n{done.stderr}")
    return output


def needs(*names):
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)} is not installed")


def rows(bundle, split):
    """The rows of the files layout, in order."""
    with open(f"{bundle}/{split}/metadata.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def samples(path):
    with wave.open(path) as clip:
        return numpy.frombuffer(clip.readframes(clip.getnframes()), "<i2")


def content(path):
    with open(path, "rb") as file:
        return file.read()


def columns(row):
    """A row without the name of its file, which differs from layout to layout."""
    return {name: value for name, value in row.items() if name != "file_name"}


def without_null(row):
    """As rows stand in tars: a null is the empty string, or absent in a column that has other values."""
    return {name: "" if value is None else value for name, value in columns(row).items()}


class Layouts(unittest.TestCase):
    splits = ["train", "val"] if IS_WHOLE else ["val"]
    unit = "700"

    @classmethod
    def setUpClass(cls):
        """Packs the bundle in each form, once."""
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.bundle = cls.make(folder.name)
        flags = [] if len(cls.splits) == 2 else ["--split", cls.splits[0]]
        for form in FORMS:
            pack(cls.bundle, cls.packed(form), form, "--tar-clips", cls.unit, *flags)

    @classmethod
    def make(cls, folder):
        return BUNDLE

    @classmethod
    def packed(cls, form):
        return os.path.join(cls.folder, form)

    def names(self):
        """The splits, and what Hugging Face calls them."""
        return [(split, "validation" if split == "val" else split) for split in self.splits]

    def each(self, split, found):
        """Pairs the files layout with what a loader found, of which there must be as many."""
        expected = rows(self.bundle, split)
        self.assertEqual(len(found), len(expected))
        for row, item in zip(expected, found):
            yield row, f"{self.bundle}/{split}/{row['file_name']}", item

    def same_row(self, row, found):
        """A row of a tar: what is null in the files is the empty string or absent."""
        found = {name: value for name, value in found.items() if name != "file"}
        for name, value in without_null(row).items():
            self.assertEqual(found.pop(name, ""), value, name)
        self.assertEqual(found, {})

    def tars(self, split):
        folder = self.packed("webdataset")
        names = sorted(name for name in os.listdir(f"{folder}/{split}") if name.endswith(".tar"))
        return [f"{folder}/{split}/{name}" for name in names]

    def test_files_are_the_same(self):
        for split in self.splits:
            for row, path, item in self.each(split, rows(self.packed("files"), split)):
                self.assertEqual(item, row)
                self.assertEqual(
                    content(f"{self.packed('files')}/{split}/{row['file_name']}"), content(path))

    @needs("webdataset")
    def test_webdataset(self):
        import webdataset
        for split in self.splits:
            found = list(webdataset.WebDataset(
                self.tars(split), shardshuffle=False, nodesplitter=webdataset.split_by_node))
            for row, path, item in self.each(split, found):
                self.assertEqual(item["wav"], content(path))
                self.assertEqual(int(item["cls"]), row["component_idx"])
                self.same_row(row, json.loads(item["json"]))
                self.assertEqual(json.loads(item["json"])["file"], item["__key__"] + ".wav")

    @needs("webdataset", "torch")
    def test_webdataset_with_more_workers_than_tars(self):
        import torch
        import webdataset
        split = self.splits[0]
        pattern = f"{self.packed('webdataset')}/{split}/{split}-audio_{{000000..000001}}.tar"
        expected = set()
        for tar in self.tars(split)[:2]:
            expected |= {item["__key__"] for item in webdataset.WebDataset(tar, shardshuffle=False)}
        for workers in (1, 2, 3):
            source = webdataset.WebDataset(
                pattern, shardshuffle=False, empty_check=False).to_tuple("__key__")
            loader = torch.utils.data.DataLoader(
                source, batch_size=None, num_workers=workers, multiprocessing_context="fork")
            keys = [key for key, in loader]
            self.assertEqual((len(keys), set(keys)), (len(expected), expected), workers)

    def test_tars_by_index(self):
        folder = self.packed("webdataset")
        for split in self.splits:
            for row, path, item in self.each(split, rows(folder, split)):
                with open(f"{folder}/{split}/{item['shard']}", "rb") as file:
                    sound = os.pread(file.fileno(), item["size"], item["offset"])
                self.assertEqual(sound, content(path))
                place = {name: item.pop(name) for name in ("shard", "offset", "size")}
                self.assertEqual(columns(item), columns(row), place)
            with open(f"{folder}/{split}/{split}_labels.json", encoding="utf-8") as file:
                labels = json.load(file)
            for found, entry in zip(rows(folder, split), labels):
                self.assertEqual(entry["file"], found["file_name"])
                for name in entry:
                    if name != "file":
                        self.assertEqual(entry[name], found[name])

    @needs("datasets")
    def test_hugging_face(self):
        from datasets import Audio, ClassLabel, load_dataset
        for form in ("webdataset", "parquet", "files"):
            sound = "wav" if form == "webdataset" else "audio"
            with tempfile.TemporaryDirectory() as cache:
                for split, name in self.names():
                    loaded = load_dataset(self.packed(form), cache_dir=cache)[name]
                    self.assertEqual(loaded.features[sound].sampling_rate, 44100)
                    number = "cls" if form == "webdataset" else "component_idx"
                    self.assertIsInstance(loaded.features[number], ClassLabel)
                    loaded = loaded.cast_column(sound, Audio(decode=False))
                    for row, path, item in self.each(split, loaded):
                        clip = item[sound]
                        self.assertEqual(clip["bytes"] or content(clip["path"]), content(path))
                        self.assertEqual(loaded.features[number].names[item[number]], row["label"])
                        if form == "webdataset":
                            found = {k: v for k, v in item["json"].items() if v is not None}
                            self.same_row(row, found)
                        else:
                            found = {k: v for k, v in item.items() if k not in (sound, "file")}
                            self.assertEqual(found, columns(row))

    @needs("datasets")
    def test_hugging_face_streaming(self):
        from datasets import Audio, load_dataset
        for form in ("webdataset", "parquet"):
            sound = "wav" if form == "webdataset" else "audio"
            split, name = self.names()[-1]
            loaded = load_dataset(self.packed(form), streaming=True)[name]
            loaded = loaded.cast_column(sound, Audio(decode=False))
            for row, path, item in self.each(split, list(loaded)):
                self.assertEqual(item[sound]["bytes"], content(path))

    def tables(self, split):
        folder = f"{self.packed('parquet')}/{split}"
        names = sorted(name for name in os.listdir(folder) if name.endswith(".parquet"))
        return [f"{folder}/{name}" for name in names]

    def same_table(self, split, found):
        for row, path, item in self.each(split, found):
            audio = item.pop("audio")
            self.assertEqual(bytes(audio["bytes"]), content(path))
            self.assertEqual(audio["path"], item.pop("file"))
            self.assertEqual(audio["path"], os.path.basename(row["file_name"]))
            self.assertEqual(item, columns(row))

    @needs("pyarrow")
    def test_pyarrow(self):
        import pyarrow.parquet
        for split in self.splits:
            found = []
            for path in self.tables(split):
                file = pyarrow.parquet.ParquetFile(path)
                self.assertLessEqual(file.metadata.row_group(0).num_rows, 100)
                found += file.read().to_pylist()
            self.same_table(split, found)

    @needs("polars")
    def test_polars(self):
        import polars
        for split in self.splits:
            found = polars.concat([polars.read_parquet(path) for path in self.tables(split)])
            self.same_table(split, found.to_dicts())

    @needs("duckdb")
    def test_duckdb(self):
        import duckdb
        for split in self.splits:
            result = duckdb.sql(
                f"select * from read_parquet({self.tables(split)!r}) order by ordinal, file")
            found = [dict(zip(result.columns, row)) for row in result.fetchall()]
            expected = {row["file_name"].split("/")[-1]: row for row in rows(self.bundle, split)}
            self.assertEqual(len(found), len(expected))
            for item in found:
                row = expected[item.pop("file")]
                audio = item.pop("audio")
                self.assertEqual(
                    bytes(audio["bytes"]), content(f"{self.bundle}/{split}/{row['file_name']}"))
                self.assertEqual(item, columns(row))

    @needs("pandas", "pyarrow")
    def test_pandas(self):
        import pandas
        for split in self.splits:
            found = pandas.concat([pandas.read_parquet(path) for path in self.tables(split)])
            for row, path, item in self.each(split, found.to_dict("records")):
                self.assertEqual(bytes(item["audio"]["bytes"]), content(path))
                for name, value in columns(row).items():
                    if value is None:
                        self.assertTrue(pandas.isna(item[name]), name)
                    else:
                        self.assertEqual(item[name], value, name)

    @needs("lhotse")
    def test_shar(self):
        from lhotse import CutSet
        for split in self.splits:
            found = list(CutSet.from_shar(in_dir=f"{self.packed('shar')}/{split}"))
            for row, path, cut in self.each(split, found):
                sound = numpy.rint(cut.load_audio()[0] * 32768).astype("<i2")
                self.assertTrue(numpy.array_equal(sound, samples(path)))
                supervision = cut.supervisions[0]
                self.assertEqual(supervision.text, row["label"])
                self.assertEqual(supervision.recording_id, cut.id)
                self.same_row(row, supervision.custom)

    def test_npy(self):
        for split in self.splits:
            folder = f"{self.packed('npy')}/{split}"
            audio = numpy.load(f"{folder}/audio.npy", mmap_mode="r")
            offsets = numpy.load(f"{folder}/offsets.npy")
            classes = numpy.load(f"{folder}/component_idx.npy")
            self.assertEqual((audio.dtype.str, offsets.dtype.str, classes.dtype.str),
                             ("<i2", "<i8", "<i4"))
            self.assertEqual(offsets[-1], len(audio))
            kept = rows(self.packed("npy"), split)
            for place, (row, path, item) in enumerate(self.each(split, kept)):
                clip = audio[offsets[place]:offsets[place + 1]]
                self.assertTrue(numpy.array_equal(clip, samples(path)))
                self.assertEqual(classes[place], row["component_idx"])
                self.assertEqual(item, row)

    @needs("mlcroissant")
    def test_croissant(self):
        import mlcroissant
        for form in ("webdataset", "parquet", "shar", "npy", "files"):
            described = mlcroissant.Dataset(f"{self.packed(form)}/croissant.json")
            self.assertEqual(described.metadata.ctx.issues.errors, set())
            for split in self.splits:
                found = list(described.records(split))
                for row, _, item in self.each(split, found):
                    self.assertEqual(item[f"{split}/label"].decode(), row["label"])
                    self.assertEqual(item[f"{split}/component_idx"], row["component_idx"])
                    self.assertAlmostEqual(item[f"{split}/rms"], row["rms"])


@unittest.skipUnless(IS_WHOLE, "the gate looks at the demo bundle alone")
class HardCases(Layouts):
    """Late ids, numbers and fields, odd names, and units without audio."""
    splits = ["train"]
    unit = "64"

    @classmethod
    def make(cls, folder):
        early = [event(n, event_id=None, velocity=1) for n in range(600)]
        gone = [event(600 + n, audio_path="gone.wav") for n in range(200)]
        labels = ["a/b", "hi.hat", "caf\u00e9 \u2013 ride", "x" * 120, "a|b", "2"]
        ids = ["y" * 300, "a.b", "a-b", "\u00e9/\u00fc", "..", "z__", "\"q\"", "a\\b"]
        odd = [
            event(800 + n, event_id=name, components=[{"label": label} for label in labels])
            for n, name in enumerate(ids)]
        late = [
            event(900 + n, velocity=0.5, note=f"late {n}", flag=n % 2 == 0) for n in range(60)]
        return export(
            folder, early + gone + odd + late, "--max-skip-rate", "1",
            *(word for name in ("velocity", "note", "flag") for word in ("--label-field", name)))


if __name__ == "__main__":
    unittest.main()
