"""Makes two corpora of what is odd: `rates` (noise at ten rates in five formats) and `hostile` (lines
and files that no one would write on purpose). usage: odd_corpus.py FOLDER
"""

import json
import os
import sys

import numpy
import soundfile

RATES = (8000, 11025, 16000, 22050, 32000, 44056, 48000, 88200, 96000, 192000)
# Format, encoding, channels, the rates it can have.
FORMATS = (
    ("WAV", "FLOAT", 2, RATES), ("FLAC", "PCM_24", 2, RATES), ("AIFF", "PCM_16", 3, RATES),
    ("OGG", "VORBIS", 2, RATES[:7]), ("MP3", "MPEG_LAYER_III", 1, (16000, 22050, 48000)))
# At the first and the last frame, over the seams of blocks, and past the end.
ONSETS = (0, 0.01, 0.95, 1.0, 1.99, 2.5, 3.7, 3.95, 4.0, 4.05, 4.2)
KICK = [{"label": "kick"}]

IDS = (
    "../../etc", "/abs", "a\0b", "q\"uo'te", "x" * 300, "\u00e9", "e\u0301", "\u0645\u0631", "-",
    "_", "__", "a_", ".", "..", ".a", " a ", "~", "", None, 7, ["x"], "\u2028", "\u202e",
    "\U0001f600", "x" * 190, "x" * 191)
LABELS = (
    " kick ", "\u00a0snare\u3000", "\x1ckick\x1c", "_k", "k__k", "x" * 220, "", None, 5, "kick\n",
    "ki\u200bck", "a/b", ".")
ONSET_VALUES = (
    "1.5", " 2.25 ", "+1", "-1", ".5", "1.", "1e0", "0x10", "1_0", "Infinity", "nan", "\u0661",
    "1e", "--1", "1e400", "", True, None, [], {}, 1e308, -1e308, 1e-320, 2**53, 0.3)
RAW_NUMBERS = ("NaN", "Infinity", "-Infinity", "1e400", "1" * 400, "0." + "1" * 400, "1e-400", "-0")
CONTEXTS = (
    {}, {"pre": "10"}, {"pre": -5, "post": -5}, {"pre": 0, "post": 0}, {"pre": None, "post": "x"},
    [], "x", {"pre": 1e300}, {"post": 1e300}, {"post": 1e308, "pre": 1e308},
    {"pre": 0, "post": 0.001})
PATHS = (
    "audio/../audio/a.wav", "./audio//a.wav", "audio/a.wav/", "/etc/hostname", "../outside.wav",
    "audio/folder.wav", "audio/pipe.wav", "audio/endless.wav", "audio/loop.wav", "audio/link.wav",
    "audio/empty.wav", "audio/header.wav", "audio/cut.wav", "audio/claims.wav", "audio", "",
    "x" * 300, "x/" * 3000, "a\0b", None, 5, ".", "..", "/", "manifest.jsonl")
LINES = (
    b"[]", b"7", b"{", b"{}x", b'{"a":1,}', b"{'a':1}", b'{"a":01}', b'{"a":.5}', b'{"a":tru}',
    b'{"a":"\\x"}', b'{"a":"\\ud800"}', b'{"a":"\\udc00\\ud800"}', b'{"a":"\t"}', b'{"\\ud800":1}',
    b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xc0\x80"}', b"\xef\xbb\xbf{}", b"  ", b"\r",
    b"\x0b", b"{}\0", b'{"event\\u005fid":"escaped"}', b'{"event_id":"a","event_id":"b"}')


def line(**fields):
    return json.dumps(fields, ensure_ascii=False).encode()


def write(folder, lines):
    with open(f"{folder}/manifest.jsonl", "wb") as file:
        file.write(b"\xef\xbb\xbf" + b"\r\n".join(lines) + b'\n\n{"cut":')


def make_rates(folder):
    noise = numpy.random.default_rng(1)
    lines = []
    os.makedirs(f"{folder}/audio", exist_ok=True)
    for kind, encoding, channels, rates in FORMATS:
        for rate in rates:
            path = f"audio/{rate}.{kind.lower()}"
            sound = noise.standard_normal((4 * rate + 17, channels)) * 0.3
            soundfile.write(f"{folder}/{path}", sound, rate, format=kind, subtype=encoding)
            lines += [
                line(event_id=f"{rate}{kind}{number}", session_id=f"s{number}", source_set=kind,
                     audio_path=path, onset_time=onset, components=KICK + [{"label": "snare"}])
                for number, onset in enumerate(ONSETS)]
    write(folder, lines)


def make_hostile(folder):
    audio = f"{folder}/audio"
    os.makedirs(f"{audio}/folder.wav", exist_ok=True)
    sound = numpy.random.default_rng(2).standard_normal((3 * 44100, 2)) * 0.3
    soundfile.write(f"{audio}/a.wav", sound, 44100)
    with open(f"{audio}/a.wav", "rb") as file:
        data = file.read()
    claims = data[:40] + b"\xff\xff\xff\x7f" + data[44:]
    for name, content in (("empty", b""), ("header", data[:30]), ("cut", data[:100_003]),
                          ("claims", claims)):
        with open(f"{audio}/{name}.wav", "wb") as file:
            file.write(content)
    for name, target in (("loop", "loop.wav"), ("link", "a.wav"), ("endless", "/dev/zero")):
        if not os.path.islink(f"{audio}/{name}.wav"):
            os.symlink(target, f"{audio}/{name}.wav")
    if not os.path.exists(f"{audio}/pipe.wav"):
        os.mkfifo(f"{audio}/pipe.wav")
    write(folder, hostile_lines())


def hostile_lines():
    plain = {"session_id": "s0", "audio_path": "audio/a.wav", "onset_time": 1, "components": KICK}
    lines = [line(**plain | {"event_id": value}) for value in IDS]
    lines += [line(**plain), line(**plain | {"session_id": "s7"})]

    def each(name, values):
        for number, value in enumerate(values):
            lines.append(line(**plain | {"event_id": f"{name}-{number}", name: value}))

    each("components", [[{"label": label}] for label in LABELS])
    each("components_other", [None])
    each("components", [{"label": "kick"}, None, [[], 3, "x", *KICK, *KICK, {"label": " kick"}]])
    each("onset_time", ONSET_VALUES)
    each("context_ms", CONTEXTS)
    each("audio_path", PATHS)
    for number, value in enumerate(RAW_NUMBERS):
        start = line(**plain | {"event_id": f"raw-{number}"})[:-1]
        lines.append(start + b',"onset_time":' + value.encode() + b"}")
    for context in CONTEXTS:
        for duration in (0.1, "0.2", -1):
            lines.append(line(**plain | {"context_ms": context, "duration_seconds": duration}))
    lines += LINES
    for depth in (1023, 1024, 100_000):
        lines.append(b'{"a":' + b"[" * depth + b"]" * depth + b"}")
    lines.append(b'{"a":"' + b"x" * (16 << 20) + b'"}')
    return lines


if __name__ == "__main__":
    make_rates(f"{sys.argv[1]}/rates")
    make_hostile(f"{sys.argv[1]}/hostile")
