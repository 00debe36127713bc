"""Finds the audio file of an event under the roots."""

import os
import stat


class Sources:
    """`mapped`: (source set, root) pairs in the order given; `manifest`: its path."""

    def __init__(self, manifest, default=None, mapped=(), allow_outside=False):
        self.roots = [(name, os.path.abspath(root)) for name, root in mapped]
        if default:
            self.roots.append((None, os.path.abspath(default)))
        if not self.roots:
            self.roots.append((None, os.path.dirname(os.path.abspath(manifest))))
        self.allow_outside = allow_outside
        self.known = {}

    def find(self, event):
        """(path, None) or (None, skip reason)."""
        key = (event.audio_path, event.source_set)
        if key not in self.known:
            self.known[key] = self.look_up(*key)
        return self.known[key]

    def look_up(self, audio_path, source_set):
        if not audio_path or "\0" in audio_path:
            return None, "missing_file"
        roots = [root for name, root in self.roots if name in (None, source_set)]
        reason = "missing_file"
        for path, root in self.places(audio_path, roots):
            if not self.allow_outside and not is_inside(path, root):
                reason = "outside_roots"
            elif is_regular_file(path):
                return path, None
        return None, reason

    @staticmethod
    def places(audio_path, roots):
        """(path without `.` and `..`, root) in the order to be tried."""
        places = [(os.path.normpath(os.path.join(root, audio_path)), root) for root in roots]
        if audio_path.startswith("/"):
            # An absolute path belongs to the roots that hold it; the others have no say.
            return [place for place in places if is_inside(*place)] or places[:1]
        return places


def is_inside(path, root):
    return path == root or path.startswith(root.rstrip("/") + "/")


def is_regular_file(path):
    try:
        return stat.S_ISREG(os.stat(path.encode("utf-8")).st_mode)
    except OSError:
        return False
