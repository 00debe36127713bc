"""Tests of the rules the checker derives a bundle by, held against examples with known results."""

import json
import os
import unittest

import columns
import manifest
import naming
import numpy
import resampling
import sound
from sources import Sources

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "../Fixtures/vectors.json"), encoding="utf-8") as examples:
    VECTORS = json.load(examples)


def event(line, ordinal=1):
    return manifest.event_from(manifest.parse_line(line), ordinal)


class Columns(unittest.TestCase):
    def values(self, *texts):
        lines = [f'{{"components":[{{"label":"k","v":{text}}}]}}'.encode() for text in texts]
        events = [event(line) for line in lines]
        return [columns.carried(one.components[0], one.fields, "v") for one in events]

    def test_a_mapped_field_is_carried_from_its_key(self):
        reading = manifest.Reading(fields={"tempo_bpm": "song.bpm"})
        fields = manifest.parse_line(
            b'{"song":{"bpm":120},"tempo_bpm":90,"components":[{"label":"k"}]}')
        one = manifest.event_from(fields, 1, reading)
        self.assertEqual(columns.carried(one.components[0], one.fields, "tempo_bpm"), 120)

    def check(self, texts, column, rows):
        values = self.values(*texts)
        self.assertEqual(columns.type_of(values), column)
        self.assertEqual(
            json.dumps([columns.written(value, column) for value in values]), json.dumps(rows))

    def test_a_column_has_one_type(self):
        self.check(["1", "null", "2"], "integer", [1, None, 2])
        self.check(["1", "0.5", "1e400"], "number", [1.0, 0.5, None])
        self.check(["9223372036854775808"], "number", [9.223372036854775808e18])
        self.check(["true", "null"], "boolean", [True, None])
        self.check(["null", "NaN"], "null", [None, None])

    def test_a_mixture_is_strings(self):
        self.check(
            ["1", "1.0", "0.5", '"x"', "true", "[1,2.0,1e400]", '{"a":"\u00e9"}'], "string",
            ["1", "1", "0.5", "x", "true", "[1,2.0,null]", '{"a":"\u00e9"}'])


class Names(unittest.TestCase):
    def test_file_names_and_fanout_digits(self):
        for case in VECTORS["clip_file"]:
            path = naming.clip_file(case["clip_id"], case["label"], 4)
            self.assertEqual(path, f"audio/{case['fanout_digits']}/{case['file']}")

    def test_splits(self):
        for case in VECTORS["split"]:
            self.assertEqual(naming.split_value(case["session_id"]), case["value"])
            self.assertEqual(naming.split_of(case["session_id"], 0.1), case["split_at_0.1"])

    def test_ids_of_events_without_one(self):
        for case in VECTORS["missing_event_id"]:
            found = manifest.Event(
                1, session_id=case["session_id"], source_set=case["source_set"],
                audio_path=case["audio_path"], onset=case["onset_time"], pre=case["pre"],
                post=case["post"], duration_seconds=case["duration_seconds"])
            self.assertEqual(naming.content_id(found), case["clip_id"])

    def test_automatic_fanout(self):
        for planned, digits in ((0, 0), (4096, 0), (4097, 1), (65536, 1), (65537, 2), (1 << 40, 4)):
            self.assertEqual(naming.automatic_fanout({"train": planned, "val": 1}), digits)


class Frames(unittest.TestCase):
    def test_windows(self):
        for case in VECTORS["window"]:
            made = manifest.Event(
                1, onset=case["onset_time"], pre=case["pre"], post=case["post"],
                duration_seconds=case["duration_seconds"])
            found = sound.window(made, case["source_rate"])
            self.assertEqual(found, (case["start_frame"], case["frames"]))

    def test_resampled_frames(self):
        for case in VECTORS["resampled_frames"]:
            found = resampling.frames_of(case["n"], case["source_rate"], case["target_rate"])
            self.assertEqual(found, case["frames"])

    def test_resampled_starts(self):
        for case in VECTORS["context_start"]:
            found = resampling.start_of(
                case["start_frame"], case["source_rate"], case["target_rate"])
            self.assertEqual(found, case["target_frame"])

    def test_conversion_to_16_bits(self):
        bits = [int(case["x_float32_bits"], 16) for case in VECTORS["float_to_int16"]]
        floats = numpy.array(bits, numpy.uint32).view(numpy.float32)
        self.assertEqual(
            sound.to_int16(floats).tolist(),
            [case["int16"] for case in VECTORS["float_to_int16"]])

    def test_blocks_are_close_to_the_whole_recording(self):
        noise = numpy.random.default_rng(1)
        for rate in (8000, 16000, 22050, 32000, 48000, 96000, 44056):
            mono = (noise.standard_normal(3 * rate + 123) * 0.25).astype(numpy.float32)
            whole = resampling.whole(mono, rate, 44100)
            blocks = resampling.BlockResampler(mono, rate, 44100).slice(0, len(whole))
            furthest = float(abs(blocks.astype(numpy.float64) - whole).max())
            self.assertLess(furthest, 10 ** (-90 / 20) if rate == 44056 else 1e-6, rate)


class Lines(unittest.TestCase):
    def test_defaults(self):
        found = event(b"{}")
        self.assertEqual(found, manifest.Event(1))
        self.assertEqual((found.pre, found.post, found.onset), (80, 200, None))

    def test_numbers(self):
        for text, expected in (
                (b'" 1.5e1 "', 15), (b'".5"', 0.5), (b'"1e"', None), (b'"NaN"', None),
                (b"NaN", None), (b"1e400", None), (b"-Infinity", None), (b"true", None),
                (b"1" * 400, None), (b"null", None), (b"3", 3)):
            self.assertEqual(event(b'{"onset_time":' + text + b"}").onset, expected, text)

    def test_labels(self):
        line = '{"components":[{"label":" kick\u2028"},{"label":""},{"label":1},{},7]}'
        self.assertEqual(event(line.encode()).labels, ["kick"])

    def test_of_equal_keys_the_last_counts(self):
        self.assertEqual(event(b'{"event_id":"a","event_id":"b"}').event_id, "b")

    def test_malformed_lines(self):
        for line in (b"[]", b"{", b'{"a":"\xff"}', b'{"a":"\\ud800"}', b"7",
                     b'{"a":' + b"[" * 1024 + b"]" * 1024 + b"}"):
            with self.assertRaises(manifest.Malformed, msg=line[:20]):
                manifest.parse_line(line)

    def test_nesting_has_a_limit_of_1024(self):
        manifest.parse_line(b'{"a":' + b"[" * 1023 + b"]" * 1023 + b"}")

    def test_ordinals_count_lines_that_are_not_blank(self):
        found = manifest.read_events(b'\xef\xbb\xbf{}\r\n\r\n \n7\n{"event_id":"x"}')
        self.assertEqual([one.ordinal for one in found], [1, 2, 3])
        self.assertEqual(found[2].event_id, "x")
        self.assertIsNotNone(found[1].malformed)


class Roots(unittest.TestCase):
    def look_up(self, path, **flags):
        sources = Sources(os.path.join(HERE, "manifest.jsonl"), **flags)
        return sources.look_up(path, "set")

    def test_the_manifests_own_folder_is_the_root_where_none_is_given(self):
        self.assertEqual(self.look_up("sound.py"), (os.path.join(HERE, "sound.py"), None))

    def test_a_path_that_leaves_its_root_is_refused(self):
        for path in ("../BundleCheck/../Fixtures/vectors.json", "/etc/hostname"):
            self.assertEqual(self.look_up(path), (None, "outside_roots"), path)
        found, _ = self.look_up("../Fixtures/vectors.json", allow_outside=True)
        self.assertIsNotNone(found)

    def test_the_first_root_that_has_it_wins(self):
        fixtures = os.path.join(HERE, "../Fixtures")
        found, _ = self.look_up("vectors.json", default=HERE, mapped=[("set", fixtures)])
        self.assertEqual(found, os.path.normpath(os.path.join(fixtures, "vectors.json")))

    def test_an_absolute_path_belongs_to_the_roots_that_hold_it(self):
        inside, fixtures = os.path.join(HERE, "sound.py"), os.path.join(HERE, "../Fixtures")
        flags = {"default": HERE, "mapped": [("set", fixtures)]}
        self.assertEqual(self.look_up(inside, **flags), (inside, None))
        self.assertEqual(self.look_up(inside + "x", **flags), (None, "missing_file"))
        self.assertEqual(self.look_up("/etc/hostname", **flags), (None, "outside_roots"))

    def test_a_source_set_without_a_root_has_nothing(self):
        found = self.look_up("sound.py", mapped=[("other", HERE)])
        self.assertEqual(found, (None, "missing_file"))

    def test_what_is_no_regular_file_is_missing(self):
        for path in ("nowhere.wav", ".", "", None, "a\0b", "x" * 300):
            self.assertEqual(self.look_up(path), (None, "missing_file"), path)


if __name__ == "__main__":
    unittest.main()
