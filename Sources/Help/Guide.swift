/// The help about a command besides its flags.
struct Guide {
  var paragraphs: [String] = []
  /// Command lines; one that continues ends in a backslash.
  var examples: [String] = []
  /// The exit codes with a special meaning for this command.
  var exitCodes: [(code: Int, words: String)] = []

  /// The commands in the groups in which a reader looks for them.
  static let groups: [(title: String, commands: [String])] = [
    ("Manifests", ["import", "inspect"]),
    ("Data sets", ["export", "status", "merge", "reproduce", "compare", "pack", "unpack"]),
    ("Checks", ["health", "metrics", "integrity", "checksums", "doctor"]),
    ("Many hosts", ["coordinator", "worker", "keygen"]),
    ("This program", ["version", "help"]),
  ]

  static let program = Guide(
    paragraphs: [
      "Values that need no flag may also be given with one: --manifest FILE, --bundle FOLDER."
    ],
    examples: [
      "clipmill inspect events.jsonl",
      "clipmill export events.jsonl dataset --audio-root /data/audio",
      "clipmill status dataset --watch",
    ],
    exitCodes: [
      (0, "done, every event accounted for"),
      (1, "problems were found, or too much is missing to begin"),
      (2, "a gate failed, or a configuration is bad"),
      (64, "wrong usage"),
      (65, "the manifest is malformed, or events of the bundle have changed or gone"),
      (66, "the manifest, a root or the bundle is not there"),
      (70, "a bug of Clipmill"),
      (73, "the bundle exists, is owned by another run, or cannot be made"),
      (74, "the disk or the quota is full, or output failed"),
      (75, "interrupted, sources unreachable, or no progress: --resume continues"),
      (77, "not permitted"),
    ])
}
