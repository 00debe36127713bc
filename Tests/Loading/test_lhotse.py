"""Supervisions and cuts as lhotse itself writes them, imported by the executable."""

import json
import os
import subprocess
import tempfile
import unittest
import wave

try:
    import lhotse
except ImportError:
    lhotse = None

from made_bundle import PROGRAM

EVENTS = [
    {"event_id": "e1", "session_id": "take", "audio_path": "take.wav", "onset_time": 0.5,
     "context_ms": {"pre": 0, "post": 0}, "duration_seconds": 0.25,
     "components": [{"label": "kick"}], "channel": 0, "speaker": "anna",
     "custom": {"velocity": 0.5}},
    {"event_id": "e2", "session_id": "take", "audio_path": "take.wav", "onset_time": 1.5,
     "context_ms": {"pre": 0, "post": 0}, "duration_seconds": 0.125,
     "components": [{"label": "snare"}], "channel": 0},
]


@unittest.skipUnless(lhotse, "lhotse is not installed here")
class Lhotse(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        with wave.open("take.wav", "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(44100)
            file.writeframes(bytes(2 * 44100 * 2))
        take = lhotse.Recording.from_file("take.wav")
        self.supervisions = lhotse.SupervisionSet.from_segments([
            lhotse.SupervisionSegment(
                id="e1", recording_id=take.id, start=0.5, duration=0.25, text="kick",
                speaker="anna", custom={"velocity": 0.5}),
            lhotse.SupervisionSegment(
                id="e2", recording_id=take.id, start=1.5, duration=0.125, text="snare")])
        self.cuts = lhotse.CutSet.from_manifests(
            recordings=lhotse.RecordingSet.from_recordings([take]),
            supervisions=self.supervisions)

    def imported(self, name, *flags):
        subprocess.run([PROGRAM, "import", name, "out.jsonl", "--overwrite", *flags], check=True,
                       capture_output=True, text=True)
        with open("out.jsonl", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def test_cuts_become_the_events_of_their_supervisions(self):
        for name in ("cuts.jsonl", "cuts.jsonl.gz"):
            with self.subTest(name):
                self.cuts.to_file(name)
                self.assertEqual(self.imported(name), EVENTS)

    def test_cuts_trimmed_to_their_supervisions_become_the_same_events(self):
        self.cuts.trim_to_supervisions().to_file("trimmed.jsonl.gz")
        self.assertEqual(self.imported("trimmed.jsonl.gz"), EVENTS)

    def test_supervisions_become_the_same_events_with_the_place_of_their_recordings(self):
        for name in ("supervisions.jsonl", "supervisions.jsonl.gz"):
            with self.subTest(name):
                self.supervisions.to_file(name)
                self.assertEqual(self.imported(name, "--audio", "{}.wav"), EVENTS)

    def test_supervisions_without_a_place_of_recordings_end_with_what_gives_it(self):
        self.supervisions.to_file("supervisions.jsonl")
        done = subprocess.run([PROGRAM, "import", "supervisions.jsonl", "out.jsonl"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 65)
        self.assertIn("--audio 'FOLDER/{}.wav'", done.stderr)
        self.assertFalse(os.path.exists("out.jsonl"))


if __name__ == "__main__":
    unittest.main()
