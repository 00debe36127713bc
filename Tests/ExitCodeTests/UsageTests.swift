import Testing

/// Wrong usage: exit code 64, before anything is touched.
struct UsageTests {
  /// Flags of an export of `@m.jsonl` into `@new`, and what is said of them.
  private static let exportFlags: [(flags: String, line: String)] = [
    ("--sample-rate 0", "--sample-rate takes 1 to 768000 Hz, not 0"),
    ("--val-ratio 2", "--val-ratio takes 0 to 1, not 2.0"),
    ("--max-skip-rate -1", "--max-skip-rate takes 0 to 1, not -1.0"),
    ("--pad-to 9999", "--pad-to takes 0 to 3600 seconds, not 9999.0"),
    ("--limit -1", "--limit takes 1 or more events, or none, not -1"),
    ("--limit x", "The value 'x' is invalid for '--limit <n>'"),
    ("--limit", "Missing value for '--limit <n>'"),
    ("--max-quarantined -1", "--max-quarantined takes 0 or more, not -1"),
    ("--shard-events 0", "--shard-events takes 1 to 1000000, not 0"),
    ("--clip-fanout 9", "--clip-fanout takes 0 to 4, or auto, not 9"),
    ("--tar-clips 9", "--tar-clips is the size of tars: give --layout tar too"),
    ("--sample stratified", "--sample stratified spreads --limit N events: give --limit too"),
    (
      "--format flac --sample-rate 65537",
      "--format flac takes a --sample-rate of at most 655350 Hz, above 65535 Hz a multiple of 10"
    ),
    ("--audio-root-map x", "--audio-root-map takes SOURCE=PATH, not x"),
    (
      "--label-field label",
      "--label-field label: label rows have a field label of their own"
    ),
    ("--label-field a --label-field a", "--label-field a is given twice"),
    ("--event-deadline 0", "--event-deadline takes 1s to 1h, not 0s"),
    ("--renderer-memory 1", "--renderer-memory takes 16 to 1048576 MiB, not 1"),
    (
      "--resume --overwrite",
      "--resume continues the bundle, --overwrite removes it: give one"
    ),
    ("--workers 0", "--workers takes 1 to 256 renderer processes, not 0"),
    ("--deep", "--deep says how to --resume or to --verify-only: give one of them too"),
    ("--move-foreign", "--move-foreign says how to --overwrite: give both, or neither"),
    ("--take-over", "--take-over says how to --resume: give both, or neither"),
    ("--retry-quarantined", "--retry-quarantined says how to --resume: give both, or neither"),
    ("--rerender-changed", "--rerender-changed says how to --resume: give both, or neither"),
    ("--removed keep", "--removed says how to --resume: give both, or neither"),
    ("--accept-libraries", "--accept-libraries says how to --resume: give both, or neither"),
    (
      "--patience 5x",
      "The value '5x' is invalid for '--patience <time>': a time is written as 30s, 10m or 2h"
    ),
    (
      "--default-onset 0x10", "The value '0x10' is invalid for '--default-onset <seconds>'"
    ),
    (
      "--progress fast",
      "The value 'fast' is invalid for '--progress <how>'."
        + " Please provide one of 'auto', 'live', 'plain' or 'none'."
    ),
    ("third", "Unexpected argument 'third'"),
    ("--wrong", "no flag --wrong"),
    ("--limmit 3", "no flag --limmit: did you mean --limit?"),
    ("--force", "no flag --force: did you mean --overwrite?"),
    ("--job 4", "no flag --job: did you mean --workers?"),
    ("-x", "no flag -x"),
    ("--patience -5x", "The value '-5x' is invalid for '--patience <time>'…"),
    ("-j 4", "no flag -j: did you mean --workers?"),
    ("--jobs=4", "no flag --jobs: did you mean --workers?"),
    ("--limit --dry-run", "no flag --dry-run: did you mean --verify-only?"),
  ]

  private static let exports =
    exportFlags.map { flags, line in
      Ending(64, "export @m.jsonl @new \(flags)", "\(line) (see clipmill export --help)")
    } + [
      Ending(
        64, ["export", "@m.jsonl", "@new", "--audio-root", ""],
        "--audio-root takes a folder, not an empty name (see clipmill export --help)"),
      Ending(
        64, ["export", "@m.jsonl", "@new", "--label-field", ""],
        "--label-field takes the name of a field, not '' (see clipmill export --help)"),
      Ending(
        64, ["export", "", "@new"],
        "the name of the manifest is empty (an unset variable of the shell?)"
          + " (see clipmill export --help)"),
      Ending(
        64, ["export", "@m.jsonl", ""],
        "the name of the bundle is empty (an unset variable of the shell?)"
          + " (see clipmill export --help)"),
      Ending(
        64, "export - @new",
        "renderers read parts of the manifest again, so it must be a file: write what comes in by"
          + " standard input to one (see clipmill export --help)"),
      Ending(64, "export", "Missing expected argument '<manifest>' (see clipmill export --help)"),
      Ending(
        64, "export @m.jsonl", "Missing expected argument '<bundle>' (see clipmill export --help)"),
      Ending(
        64, "export --force",
        "no flag --force: did you mean --overwrite? (see clipmill export --help)"),
      Ending(
        64, "export --input a --output b",
        "no flag --input: did you mean --manifest? (see clipmill export --help)"),
      Ending(
        64, "health --input a",
        "no flag --input: did you mean --manifest? (see clipmill health --help)"),
      Ending(64, "export --bundle b", "Missing expected argument '<manifest>'…"),
      Ending(64, "export m --bundle", "--bundle needs a value: the name of the bundle"),
      Ending(64, "export m --bundle b --bundle=c", "--bundle is given twice"),
      Ending(64, "export m b --bundle c", "Unexpected argument 'b'…"),
      Ending(64, "exprot", "no command exprot: did you mean export? (see clipmill --help)"),
      Ending(64, "help exprot", "no command exprot: did you mean export? (see clipmill --help)"),
      Ending(
        64, "verify m.jsonl",
        "no command verify: did you mean export --verify-only? (see clipmill --help)"),
      Ending(64, "--", "no command was given (see clipmill --help)"),
      Ending(
        64, "completion",
        "no command completion: did you mean --generate-completion-script bash?…"),
      Ending(64, "rendering", "no command rendering (see clipmill --help)"),
      Ending(64, "nothing-like-it", "no command nothing-like-it (see clipmill --help)"),
      Ending(64, "--wrong", "no flag --wrong (see clipmill --help)"),
      Ending(64, "status a -q", "no flag -q (see clipmill status --help)"),
      Ending(64, "help --json", "no flag --json (see clipmill help --help)"),
      Ending(64, "-q export a b", "no flag -q before the command: give it after…"),
      Ending(
        64, "--json export a b",
        "no flag --json before the command: give it after (see clipmill --help)"),
    ]

  private static let documents: [Ending] =
    [
      ("array", "it is not a JSON object of flags"),
      ("unknown", "no flag is called limmit (did you mean limit?)"),
      ("twice", "it names limit twice"), ("flag", "checksums takes true or false"),
      ("list", "limit takes a text or a number"),
      (
        "broken",
        "cut or broken JSON: a comma, colon, bracket or value is missing or misplaced"
      ),
    ].map { name, words in
      Ending(
        64, "export @m.jsonl @new --config @\(name).json",
        "the configuration @\(name).json cannot be used: \(words)")
    } + [
      Ending(
        64, "export @m.jsonl @new --log-file @m.jsonl",
        "--log-file would overwrite the manifest @m.jsonl (name another file)"),
      Ending(
        64, "export @m.jsonl @new --log-file @new/log",
        "--log-file @new/log lies in the bundle (name a file outside it)"),
      Ending(
        64, "export @m.jsonl @done --resume --val-ratio 0.5 --sample-rate 8000",
        "the bundle was made with other clip options: --sample-rate 8000, recorded 44100;"
          + " --val-ratio 0.5, recorded 0.1 (leave them out to continue, or --overwrite)"),
      Ending(
        64, "export @m.jsonl @done --resume --limit 1",
        "--limit 1 is below the recorded limit, none: a bundle only grows"
          + " (--overwrite makes a smaller one)"),
    ]

  private static let listening: [Ending] =
    [
      ("foo", "it must start with ipc:// or tcp://"),
      ("tcp://0.0.0.0:x", "the port must be 1 to 65535, or * for any free one"),
      ("tcp://[::1]:5", "IPv6 is not used; write a host name or an IPv4 address"),
      ("tcp://*:5", "write 0.0.0.0 to listen on all interfaces"),
      ("tcp://a,b:5", #""a,b" is not a host name or IPv4 address"#),
      ("ipc://run/socket", "the path must be absolute: ipc:///run/..."),
      ("ipc:///tmp/", "the path is not a file name"),
    ].map { endpoint, words in
      Ending(
        64, "coordinator @m.jsonl @new --bind \(endpoint)",
        "could not use endpoint \(endpoint): \(words)")
    } + [
      Ending(
        64, "coordinator @m.jsonl @new --bind tcp://0.0.0.0:5555",
        "other hosts can reach tcp://0.0.0.0:5555, so it needs --key and --allow-list"
          + " (make them with clipmill keygen), or bind 127.0.0.1"),
      Ending(
        64, "coordinator @m.jsonl @new --bind tcp://0.0.0.0:5555 --key k",
        "--key and --allow-list go together (clipmill keygen makes both)"),
      Ending(
        64, "coordinator @m.jsonl @new --bind tcp://127.0.0.1:* --workers 2",
        "coordinator starts no workers: --workers belongs to export"
          + " (see clipmill coordinator --help)"),
      Ending(
        64, "coordinator @m.jsonl @new --bind tcp://127.0.0.1:* --sample-clips 1001",
        "--sample-clips takes 0 to 1000 clips, not 1001 (see clipmill coordinator --help)"),
      Ending(
        64, "coordinator @m.jsonl @new",
        "Missing expected argument '--bind <endpoint>' (see clipmill coordinator --help)"),
      Ending(
        64,
        "coordinator @m.jsonl @new --bind tcp://127.0.0.1:* --key @keys/coordinator.key"
          + " --allow-list @file",
        "could not read allow-list @file, line 1:…"
          + "it must read \"worker NAME KEY\" or \"reader NAME KEY\""),
    ]

  private static let working: [Ending] =
    [
      (
        "worker",
        "say where the coordinator is: --connect ENDPOINT or --bundle BUNDLE"
      ),
      (
        "worker --bundle b --connect c",
        "--connect and --bundle both say where the coordinator is: give one"
      ),
      ("worker --bundle b --slots 0", "--workers takes 1 to 256 renderer processes, not 0"),
      ("worker --bundle b --patience 0s", "--patience takes 1s or more"),
      ("worker --bundle b --key k", "--key and --server-key go together"),
      ("worker --bundle b --renderer-memory 1", "--renderer-memory takes 16 to 1048576 MiB, not 1"),
      ("status", "say which run: a BUNDLE, or --connect ENDPOINT"),
      ("status b --server-key k", "--key and --server-key go together"),
      ("integrity --max-checks 0", "--max-checks takes 1 or more entries, not 0"),
      ("health", "nothing to look at: give --manifest FILE, --bundle BUNDLE or both"),
      ("health --events e --val-ratio 2", "--val-ratio lies between 0 and 1"),
      (
        "health --events e --max-duplication-rate 2",
        "--max-duplication-rate lies between 0 and 1"
      ),
      ("health --events e --min-class-count=-1", "--min-class-count is a count from 0"),
      ("health --events e --max-unknown-labels 0", "--max-unknown-labels needs --taxonomy FILE"),
      (
        "health --bundle b --require-technique flam",
        "techniques are in the manifest: give --manifest FILE too"
      ),
      ("keygen", "Missing expected argument '<folder>'"),
      (
        "health m --manifest m",
        "m would be a second manifest: give one"
      ),
      ("keygen k --worker a --worker a", "--worker a is given twice"),
    ].map { words, line in
      Ending(64, words, "\(line) (see clipmill \(words.prefix { $0 != " " }) --help)")
    } + [
      Ending(
        64, ["worker", "--bundle", "b", "--name", "a\nb"],
        #"--name takes visible text on one line, not 'a\u{A}b' (see clipmill worker --help)"#),
      Ending(
        64, "health --events @m.jsonl --html-output @m.jsonl",
        "--html-output would overwrite the manifest @m.jsonl (name another file)"),
      Ending(
        64, "health --events @m.jsonl --output @new --html-output @new",
        "--html-output would overwrite the file of --output @new (name another file)"),
      Ending(
        64, "health --bundle @done --output @done/metadata.json",
        "--output @done/metadata.json lies in the bundle (name a file outside it)"),
      Ending(
        64, "metrics --manifest @m.jsonl --output @m.jsonl",
        "--output would overwrite the manifest @m.jsonl (name another file)"),
      Ending(
        64, "worker --connect tcp://127.0.0.1:*",
        "could not connect to tcp://127.0.0.1:*: only a coordinator can listen at any port; write the"
          + " one it says it is listening at"),
      Ending(
        64, "status --connect tcp://127.0.0.1:*",
        "could not connect to tcp://127.0.0.1:*: only a coordinator…"),
      Ending(
        64, "coordinator @m.jsonl @new --bind tcp://127.0.0.1:* --advertise tcp://host:*",
        "could not connect to tcp://host:*: only a coordinator…"),
      Ending(
        64, "worker --connect foo",
        "could not use endpoint foo: it must start with ipc:// or tcp://"),
      Ending(
        64, "status @done --connect foo",
        "could not use endpoint foo: it must start with ipc:// or tcp://"),
      Ending(
        64, "keygen @keys --worker a/b",
        #"could not admit "a/b": a name is 1 to 64 letters, digits, dots, dashes or underscores"#),
    ]

  @Test
  func `man pages go to a folder only`() throws {
    let ending = Ending(73, "manual @file", "…@file…(name a folder)")
    try ending.expect(in: try Lab.shared.get())
  }

  @Test(arguments: exports + documents + listening + working)
  func `wrong usage is exit code 64 and a line that says what is correct`(ending: Ending) throws {
    try ending.expect(in: try Lab.shared.get())
  }
}
