"""Looks for files and directories of a bundle that nothing accounts for, and at their modes."""

import hashlib
import os
import stat


def expected_files(plan, hugging_face, checksums, tars=None):
    names = {
        "components.json", "skipped.jsonl", "metadata.json", "train/train_labels.json",
        "val/val_labels.json", "README.md"}
    if hugging_face:
        names |= {"train/metadata.jsonl", "val/metadata.jsonl", "croissant.json"}
    if checksums:
        names.add("SHA256SUMS")
    if tars is not None:
        return names | set(tars.samples)
    for row in plan.rows:
        if row.skip is None:
            names.update(f"{row.split}/{file}" for _, file in row.clips)
    return names


def check_tree(bundle, expected, differences, umask):
    directories = {"train", "val"}
    for name in expected:
        while "/" in name:
            name = name.rsplit("/", 1)[0]
            directories.add(name)
    found = set()
    for folder, folders, files in os.walk(bundle):
        inner = os.path.relpath(folder, bundle)
        prefix = "" if inner == "." else inner + "/"
        if not prefix and ".clipmill" in folders:
            folders.remove(".clipmill")
        for name in sorted(folders):
            check_directory(bundle, prefix + name, directories, differences, umask)
        found.update(prefix + name for name in files)
    for name in sorted(found - expected):
        differences.add(f"{name} is in the bundle and belongs to no event")
    for name in sorted(expected - found):
        # Clips have been looked for already, each with its reason.
        if not name.endswith(".wav"):
            differences.add(f"{name} is missing")
    for name in sorted(found & expected):
        if not name.endswith(".wav"):
            check_mode(bundle, name, 0o666 & ~umask, differences)


def check_directory(bundle, name, known, differences, umask):
    # An empty audio directory of a split without clips does no harm.
    if name not in known and name not in ("train/audio", "val/audio"):
        differences.add(f"{name}/ is in the bundle and holds no event's clip")
    else:
        check_mode(bundle, name, 0o777 & ~umask, differences)


def check_mode(bundle, name, mode, differences):
    found = stat.S_IMODE(os.lstat(os.path.join(bundle, name)).st_mode) & ~stat.S_ISGID
    differences.expect(f"{name}: mode", oct(found), oct(mode))


def check_sums(bundle, expected, differences):
    """SHA256SUMS must hold every file but itself and metadata.json, with its digest."""
    listed = {}
    with open(os.path.join(bundle, "SHA256SUMS"), encoding="utf-8") as file:
        for line in file:
            digest, name = line.rstrip("\n").split("  ", 1)
            listed[name] = digest
    must = {name for name in expected if name not in ("SHA256SUMS", "metadata.json")}
    for name in sorted(must - set(listed)):
        differences.add(f"SHA256SUMS does not list {name}")
    for name in sorted(listed):
        with open(os.path.join(bundle, name), "rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
        differences.expect(f"SHA256SUMS: {name}", listed[name], found)
