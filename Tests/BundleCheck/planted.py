"""What tests of the checker share: a bundle in a temporary folder, and edits of its files."""

import json
import os
import re
import tempfile
import unittest

import check_bundle


class PlantedFaults(unittest.TestCase):
    """`corpus`: the module whose `build` makes the bundle; `flags`: those it is checked with."""
    corpus, flags = None, ()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.corpus.build(self.folder)

    def differences(self, *flags):
        words = [f"{self.folder}/manifest.jsonl", f"{self.folder}/bundle", *self.flags, *flags]
        found, _, self.hint = check_bundle.check(check_bundle.arguments(words))
        return found.shown

    def path(self, name):
        return os.path.join(self.folder, "bundle", name)

    def edit(self, name, change):
        """Replaces a file of the bundle by `change` of its bytes."""
        with open(self.path(name), "rb") as file:
            data = file.read()
        with open(self.path(name), "wb") as file:
            file.write(change(data))

    def edit_json(self, name, change):
        def edited(data):
            value = json.loads(data)
            change(value)
            return json.dumps(value).encode()
        self.edit(name, edited)

    def assert_found(self, pattern, *flags):
        found = self.differences(*flags)
        self.assertTrue(any(re.search(pattern, words) for words in found), found)
