"""Tests of the checker itself: it accepts a right bundle, and finds what is planted in it."""

import os
import tempfile
import unittest

import small_bundle
from planted import PlantedFaults

KICK = "train/audio/e1__kick.wav"
LABELS = "train/train_labels.json"


class CheckBundle(PlantedFaults):
    corpus = small_bundle

    def test_a_right_bundle_has_no_difference(self):
        self.assertEqual(self.differences(), [])

    def test_wrong_roots_are_told_as_such(self):
        self.differences()
        self.assertIsNone(self.hint)
        with tempfile.TemporaryDirectory() as elsewhere:
            self.differences("--audio-root", elsewhere)
        self.assertRegex(self.hint, r"the recordings of \d+ events are not found here.*--audio-root")

    def test_one_flipped_bit_of_a_sample_is_found(self):
        self.edit(KICK, lambda data: data[:4044] + bytes([data[4044] ^ 1]) + data[4045:])
        self.assert_found(r"e1__kick.wav: 1 of 12349 samples differ; sample 2000 ")

    def test_a_clip_cut_short_is_found(self):
        self.edit(KICK, lambda data: data[:-2])
        self.assert_found(r"e1__kick.wav: has 24740 bytes, expected 24742")

    def test_a_missing_clip_is_found(self):
        os.unlink(self.path(KICK))
        self.assert_found(r"e1__kick.wav is not there")

    def test_clips_of_one_event_that_are_not_linked_are_found(self):
        self.edit(KICK, lambda data: data)
        with open(self.path(KICK), "rb") as file:
            data = file.read()
        os.unlink(self.path(KICK))
        small_bundle.write(self.path(KICK), data)
        self.assert_found(r"its clips are not one linked file")
        self.assertEqual(self.differences("--any-links"), [])

    def test_a_wrong_mode_is_found(self):
        os.chmod(self.path(KICK), 0o600)
        self.assert_found(r"e1__kick.wav: mode is '0o600'")

    def test_a_dropped_row_is_found(self):
        def drop(data):
            lines = data.split(b"\n")
            return b"\n".join(lines[:1] + lines[2:])
        self.edit(LABELS, drop)
        self.assert_found(r"train_labels.json has 5 lines, expected 6")

    def test_two_swapped_rows_are_found(self):
        def swap(data):
            lines = data.split(b"\n")
            lines[1], lines[2] = lines[2], lines[1]
            return b"\n".join(lines)
        self.edit(LABELS, swap)
        self.assert_found(r"train_labels.json line 2 is")

    def test_a_wrong_class_index_is_found(self):
        self.edit(LABELS, lambda data: data.replace(b'"component_idx":1', b'"component_idx":2'))
        self.assert_found(r"train_labels.json line 3 is")

    def test_a_row_in_a_session_of_the_other_split_is_found(self):
        os.rename(self.path("train/audio/e4__kick.wav"), self.path("val/audio/e4__kick.wav"))
        self.assert_found(r"^train/audio/e4__kick.wav is not there")
        self.assert_found(r"^val/audio/e4__kick.wav is in the bundle and belongs to no event")

    def test_an_extra_file_and_an_extra_directory_are_found(self):
        small_bundle.write(self.path("train/audio/left.tmp"), "x")
        os.mkdir(self.path("val/audio/empty"))
        self.assert_found(r"left.tmp is in the bundle and belongs to no event")
        self.assert_found(r"val/audio/empty/ is in the bundle")

    def test_the_state_of_a_run_is_no_extra_file(self):
        small_bundle.write(self.path(".clipmill/journal"), "x")
        self.assertEqual(self.differences(), [])

    def test_a_wrong_statistic_is_found(self):
        def change(value):
            value["statistics"]["train_clips"] += 1
            value["statistics"]["val_seconds"] += 1e-9
        self.edit_json("metadata.json", change)
        self.assert_found(r"statistics.train_clips is 4, expected 3")
        self.assert_found(r"statistics.val_seconds is")

    def test_a_wrong_count_of_silent_clips_is_found(self):
        def change(value):
            value["levels"]["by_label"]["snare"]["silent"] += 1
        self.edit_json("metadata.json", change)
        self.assert_found(r"metadata.json: levels is")

    def test_an_incomplete_bundle_is_found(self):
        self.edit_json("metadata.json", lambda value: value.update(complete=False))
        self.assert_found(r"complete is False, expected True")

    def test_a_stale_digest_is_found(self):
        self.edit_json("metadata.json", lambda value: value.update(bundle_digest="0" * 64))
        self.assert_found(r"bundle_digest is")

    def test_a_stale_digest_of_the_clips_or_of_a_file_is_found(self):
        self.edit_json("metadata.json", lambda value: value.update(clips_digest="0" * 64))
        self.edit("README.md", lambda data: data + b"\n")
        self.assert_found(r"clips_digest is")
        self.assert_found(r"files_sha256 is")

    def test_classes_in_another_order_are_found(self):
        self.edit_json("components.json", lambda value: value["components"].reverse())
        self.assert_found(r"components.json: components is \['crash'")

    def test_a_wrong_skip_reason_is_found(self):
        self.edit("skipped.jsonl", lambda data: data.replace(b"out_of_range", b"unreadable"))
        self.assert_found(r"skipped.jsonl line 4 is")

    def test_a_missing_skip_row_is_found(self):
        self.edit("skipped.jsonl", lambda data: data[data.index(b"\n") + 1:])
        self.assert_found(r"skipped.jsonl: number of rows is 3, expected 4")

    def test_a_wrong_origin_is_found(self):
        self.edit("val/metadata.jsonl", lambda data: data.replace(
            b'"start_frame":0', b'"start_frame":1'))
        self.assert_found(r"val/metadata.jsonl line 1 is")

    def test_a_column_of_another_type_in_the_card_is_found(self):
        self.edit("README.md", lambda data: data.replace(b"frames, dtype: int64", b"frames, dtype: string"))
        self.assert_found(r"README.md does not name the columns as")

    def test_a_column_of_another_type_in_croissant_is_found(self):
        self.edit("croissant.json", lambda data: data.replace(b"sc:Float", b"sc:Integer"))
        self.assert_found(r"croissant.json: recordSet is")

    def test_features_in_a_card_without_rows_for_them_are_found(self):
        for split in ("train", "val"):
            os.unlink(self.path(f"{split}/metadata.jsonl"))
        self.assert_found(r"README.md does not name the columns as", "--no-hf")

    def test_a_carried_field_that_rows_lack_is_found(self):
        self.assert_found(r"train_labels.json line 2 is", "--label-field", "onset_time")
        self.assert_found(r"label_field_types is", "--label-field", "onset_time")

    def test_another_validation_ratio_moves_sessions(self):
        self.assert_found(r"^train/audio/e2__snare.wav is not there", "--val-ratio", "0")


if __name__ == "__main__":
    unittest.main()
