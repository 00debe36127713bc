"""Tests of the checker of tars: it accepts right ones, and finds what is planted in them."""

import hashlib
import os
import unittest
from types import SimpleNamespace

import manifest
import small_bundle
import small_tars
import tars
from planted import PlantedFaults

FIRST = "train/train-audio_000000.tar"
SECOND = "train/train-audio_000001.tar"
WAV = 24742


def replaced(data, at, piece):
    return data[:at] + piece + data[at + len(piece):]


class CheckTars(PlantedFaults):
    corpus, flags = small_tars, small_tars.FLAGS

    def assert_only(self, pattern, *flags):
        """Everything but the digest of the bundle agrees once a tar itself is at fault."""
        self.assert_found(pattern, *flags)
        others = [
            words for words in self.differences(*flags)
            if "bundle_digest" not in words and not words.startswith("train/train-audio_")]
        self.assertEqual(others, [])

    def test_a_right_bundle_has_no_difference(self):
        self.assertEqual(self.differences(), [])

    def test_one_byte_of_a_header_is_found(self):
        for at, byte in ((107, b"1"), (136, b"1"), (148, b"1"), (155, b"\0"), (265, b"r"), (511, b"x")):
            self.edit(FIRST, lambda data: replaced(data, at, byte))
            self.assert_only(
                rf"^{FIRST}: the header of e1__kick.wav at 0 has 0x\w\w as its byte {at}, expected")
            small_tars.build(self.folder)

    def test_two_swapped_members_are_found(self):
        def swap(data):
            start = 512 + WAV + -WAV % 512
            return data[:start] + data[start + 1024:start + 2048] + data[start:start + 1024] \
                + data[start + 2048:]
        self.edit(FIRST, swap)
        self.assert_only(rf"^{FIRST}: the header of e1__kick.cls at 25600 has 0x6a as its byte 9")

    def test_one_bit_of_a_sound_is_found(self):
        self.edit(SECOND, lambda data: replaced(data, 5000, bytes([data[5000] ^ 1])))
        self.assert_only(rf"^{SECOND}: e4__kick.wav at 512 is not the sound that its recording")

    def test_another_class_in_a_member_is_found(self):
        self.edit(SECOND, lambda data: data.replace(b"0" + bytes(511), b"1" + bytes(511)))
        self.assert_only(rf"^{SECOND}: e4__kick.cls at \d+ is b'1', expected b'0'")

    def test_a_row_of_a_member_with_another_value_is_found(self):
        self.edit(SECOND, lambda data: data.replace(b'"ordinal":4', b'"ordinal":5'))
        self.assert_only(rf"^{SECOND}: e4__kick.json at \d+ is b'.*, expected b'")

    def test_a_byte_behind_a_member_is_found(self):
        self.edit(FIRST, lambda data: replaced(data, 512 + WAV, b"x"))
        self.assert_only(rf"^{FIRST}: other bytes than zeros follow e1__kick.wav at 25254")

    def test_a_tar_that_is_filled_up_or_cut_short_is_found(self):
        self.edit(FIRST, lambda data: data + bytes(512))
        self.assert_only(rf"^{FIRST}: it has \d+ bytes, expected \d+, the last 1024 of them zero")
        self.edit(FIRST, lambda data: data[:-1024])
        self.assert_only(rf"^{FIRST}: it has \d+ bytes, expected \d+, the last 1024 of them zero")
        self.edit(FIRST, lambda data: data[:600])
        self.assert_only(rf"^{FIRST}: e1__kick.wav at 512 is not the sound")

    def test_a_gap_in_the_numbers_is_found(self):
        os.rename(self.path(SECOND), self.path("train/train-audio_000002.tar"))
        self.assert_found(rf"^{SECOND} is missing")
        self.assert_found(r"^train/train-audio_000002.tar is in the bundle and belongs to no event")

    def test_an_empty_tar_is_found(self):
        small_bundle.write(self.path("val/val-audio_000001.tar"), bytes(1024))
        self.assert_found(r"^val/val-audio_000001.tar is in the bundle and belongs to no event")

    def test_a_clip_beside_its_tar_is_found(self):
        small_bundle.write(self.path("train/audio/e1__kick.wav"), "x")
        self.assert_found(r"^train/audio/e1__kick.wav is in the bundle and belongs to no event")

    def test_a_wrong_mode_of_a_tar_is_found(self):
        os.chmod(self.path(FIRST), 0o600)
        self.assert_found(rf"^{FIRST}: mode is '0o600'")

    def test_a_wrong_offset_is_found(self):
        for name in ("train/train_labels.json", "train/metadata.jsonl"):
            self.edit(name, lambda data: data.replace(b'"offset":512,', b'"offset":511,', 1))
            self.assert_found(rf"^{name} line \d is\n.*\"offset\":511")

    def test_a_wrong_shard_or_size_in_a_row_is_found(self):
        self.edit("val/metadata.jsonl", lambda data: data.replace(b"000000.tar", b"000001.tar"))
        self.edit("val/val_labels.json", lambda data: data.replace(b'"size":2', b'"size":3'))
        self.assert_found(r"^val/metadata.jsonl line 1 is")
        self.assert_found(r"^val/val_labels.json line 2 is")

    def test_a_dropped_row_is_found(self):
        self.edit("train/metadata.jsonl", lambda data: data[data.index(b"\n") + 1:])
        self.assert_found(r"train/metadata.jsonl has 3 lines, expected 4")

    def test_a_stale_digest_of_bundle_or_clips_is_found(self):
        for name in ("bundle_digest", "clips_digest"):
            self.edit_json("metadata.json", lambda value: value.update({name: "0" * 64}))
            self.assert_found(f"metadata.json: {name} is")

    def test_a_card_for_files_is_found(self):
        self.edit("README.md", lambda data: data.replace(b"train/*.tar", b"train/audio/**/*.wav"))
        self.assert_found(r"README.md does not name the columns as\nconfigs:")

    def test_another_size_of_units_is_found(self):
        self.assert_found(rf"^{SECOND} is in the bundle and belongs to no", "--tar-clips", "4")

    def test_sums_are_those_of_the_tars(self):
        names = [
            FIRST, SECOND, "val/val-audio_000000.tar", "train/train_labels.json",
            "val/val_labels.json", "train/metadata.jsonl", "val/metadata.jsonl", "skipped.jsonl",
            "components.json", "README.md", "croissant.json"]
        digests = {
            name: hashlib.sha256(small_bundle.read(self.path(name))).hexdigest() for name in names}
        text = "".join(f"{digests[name]}  {name}\n" for name in names)
        small_bundle.write(self.path("SHA256SUMS"), text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.edit_json(
            "metadata.json", lambda value: value["files_sha256"].update(SHA256SUMS=digest))
        self.assertEqual(self.differences("--checksums"), [])
        self.edit("SHA256SUMS", lambda data: b"0000" + data[4:])
        self.assert_found(rf"^SHA256SUMS: {FIRST} is '0000", "--checksums")


# A power of two, so that seconds are frames exactly.
RATE = 32768


def row(split, clips, **fields):
    event = manifest.Event(1, onset=1.0, **fields)
    return SimpleNamespace(split=split, clips=[("kick", "")] * clips, event=event)


def unit_sizes(clips, *rows):
    options = SimpleNamespace(sample_rate=RATE, tar_clips=clips)
    found = tars.units(SimpleNamespace(options=options, rows=rows))
    return {split: [len(run) for run in runs if run] for split, runs in found.items()}


class Units(unittest.TestCase):
    def test_a_unit_closes_at_the_first_event_with_enough_clips(self):
        rows = [row("train", count) for count in (3, 1, 2, 5, 0, 4)]
        self.assertEqual(unit_sizes(4, *rows), {"train": [2, 2, 1], "val": []})
        self.assertEqual(unit_sizes(5, *rows), {"train": [3, 1, 1], "val": []})

    def test_each_split_has_units_of_its_own(self):
        rows = [row(split, 1) for split in ("train", "val", "train", "val", "val")]
        self.assertEqual(unit_sizes(2, *rows), {"train": [2], "val": [2, 1]})

    def test_a_unit_closes_at_256_mib_of_planned_bytes(self):
        # Half of 256 MiB less the header, and one frame less.
        half = ((128 << 20) - 44) // 2
        for frames, sizes in ((half, [2, 1]), (half - 1, [3])):
            length = {"pre": 0.0, "post": 0.0, "duration_seconds": frames / RATE}
            rows = [row("train", 1, **length)] * 3
            self.assertEqual(unit_sizes(4096, *rows)["train"], sizes)
        endless = [row("val", 1, pre=0.0, post=1e308), row("val", 1)]
        self.assertEqual(unit_sizes(4096, *endless)["val"], [1, 1])


class Members(unittest.TestCase):
    def test_keys_have_no_dot_and_at_most_95_bytes(self):
        self.assertEqual(tars.key("e1", "kick"), "e1__kick")
        self.assertEqual(tars.key("a.b", "kick"), "a-b__kick~4d82ffa0757ba232")
        self.assertEqual(tars.key("x" * 89, "kick"), "x" * 89 + "__kick")
        self.assertEqual(tars.key("x" * 90, "kick")[:79], "x" * 78 + "~")
        self.assertEqual(len(tars.key("\u00e9" * 300, "kick")), 95)

    def test_an_ambiguous_stem_is_kept_where_it_is_short(self):
        self.assertEqual(tars.key("a b", "kick"), tars.naming.stem("a b", "kick"))

    def test_a_null_is_an_empty_text_or_absent(self):
        row = {"file": "f", "event_id": None, "a": None, "b": None, "c": None, "d": None, "e": 0.0}
        types = {"a": "string", "b": "null", "c": "integer", "d": "boolean", "e": "number"}
        self.assertEqual(
            tars.without_nulls(row, types),
            {"file": "f", "event_id": "", "a": "", "b": "", "e": 0.0})


if __name__ == "__main__":
    unittest.main()
