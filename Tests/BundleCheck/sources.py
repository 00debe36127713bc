"""Finds the audio file of an event under the roots."""

import os
import stat


class Sources:
    """`mapped`: (source set, root) pairs in the order given; `manifest`: its path."""

    def __init__(self, manifest, default=None, mapped=(), allow_outside=False):
        self.own_folder = os.path.dirname(os.path.abspath(manifest))
        self.default = os.path.abspath(default) if default else None
        self.mapped = [(name, os.path.abspath(root)) for name, root in mapped]
        self.allow_outside = allow_outside
        self.known = {}

    def find(self, event):
        """(path, None) or (None, skip reason)."""
        key = (event.audio_path, event.source_set)
        if key not in self.known:
            self.known[key] = self.look_up(*key)
        return self.known[key]

    def roots(self, source_set):
        roots = [root for name, root in self.mapped if name == source_set]
        if self.default:
            roots.append(self.default)
        return roots or [self.own_folder]

    def look_up(self, audio_path, source_set):
        if not audio_path or "\0" in audio_path:
            return None, "missing_file"
        refused = False
        for root in self.roots(source_set):
            path = os.path.normpath(os.path.join(root, audio_path))
            if not self.allow_outside and not is_inside(path, root):
                refused = True
            elif is_regular_file(path):
                return path, None
        return None, "outside_roots" if refused else "missing_file"


def is_inside(path, root):
    return path == root or path.startswith(root.rstrip("/") + "/")


def is_regular_file(path):
    try:
        return stat.S_ISREG(os.stat(path.encode("utf-8")).st_mode)
    except OSError:
        return False
