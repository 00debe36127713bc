"""A list of differences in words that stays short however wrong a bundle is."""

SHOWN = 20


class Differences:
    def __init__(self):
        self.shown = []
        self.count = 0

    def add(self, words):
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(words)

    def expect(self, what, found, expected):
        if found != expected:
            self.add(f"{what} is {brief(found)}, expected {brief(expected)}")


def brief(value):
    words = repr(value)
    return words if len(words) <= 160 else words[:157] + "..."
