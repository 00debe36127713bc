import ArgumentParser
import Dataset
import Storage

/// The flags that say what a bundle holds; recorded with it.
struct ExportFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp("Folder that audio paths are relative to.", valueName: "path"),
    completion: .directory)
  var audioRoot: String?

  @Option(
    help: ArgumentHelp(
      "Folder for one source set; may be repeated, also for one source.", valueName: "source=path"))
  var audioRootMap: [String] = []

  @Flag(help: "Also read audio paths that lead outside the roots.")
  var allowOutsideRoots = false

  @Option(
    help: ArgumentHelp(
      "A source set that may be missing altogether; may be repeated.", valueName: "name"))
  var allowMissingSource: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rate of the clips in Hz (default: 44100).", valueName: "hz"))
  var sampleRate: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of the sessions that go to val (default: 0.1).", valueName: "share"))
  var valRatio: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pad clips with silence to this length.", valueName: "seconds"))
  var padTo: Double?

  @Option(
    help: ArgumentHelp(
      "Resample clips as parts of the recording, or each alone (default: context).",
      valueName: "how"))
  var resampleEdges: ResampleEdges?

  @Option(
    help: ArgumentHelp(
      "Hexadecimal digits of the clips' folders: 0 to 4, or auto (default: auto).",
      valueName: "digits"))
  var clipFanout: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only N events: the first ones, or as --sample says; none takes a recorded limit away.",
      valueName: "n"))
  var limit: EventLimit?

  @Option(
    help: ArgumentHelp(
      "On a malformed line stop, or count and skip it (default: stop).", valueName: "what"))
  var onBadLine: EventOptions.BadLine?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of events that may be skipped before the export stops (default: 0.01).",
      valueName: "share"))
  var maxSkipRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Events whose decoding fails everywhere that still count as success (default: 0).",
      valueName: "n"))
  var maxQuarantined: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Events a shard aims at (default: 1000).", valueName: "n"))
  var shardEvents: Int?

  @OptionGroup var layout: BundleFlags

  @Option(
    help: ArgumentHelp(
      "JSON object of any of these flags; those given here win, and paths are as if given here.",
      valueName: "file"), completion: .file())
  var config: String?

  func validate() throws {
    try require(sampleRate, in: 1...768_000, "--sample-rate takes 1 to 768000 Hz")
    try require(valRatio, in: 0...1, "--val-ratio takes 0 to 1")
    try require(maxSkipRate, in: 0...1, "--max-skip-rate takes 0 to 1")
    try require(padTo, in: 0...3600, "--pad-to takes 0 to 3600 seconds")
    try require(limit?.events, in: 1...Int.max, "--limit takes 1 or more events, or none")
    try require(maxQuarantined, in: 0...Int.max, "--max-quarantined takes 0 or more")
    try require(shardEvents, in: 1...1_000_000, "--shard-events takes 1 to 1000000")
    if let clipFanout, clipFanout != "auto", Int(clipFanout).map((0...4).contains) != true {
      throw ValidationError("--clip-fanout takes 0 to 4, or auto, not \(clipFanout)")
    }
    if audioRoot?.isEmpty == true {
      throw ValidationError("--audio-root takes a folder, not an empty name")
    }
    if layout.sample == .stratified, limit?.events == nil {
      throw ValidationError("--sample stratified spreads --limit N events: give --limit too")
    }
    if layout.format == .flac, !ClipFormat.flac.canState(sampleRate: sampleRate ?? 44100) {
      throw ValidationError(
        "--format flac takes a --sample-rate of at most 655350 Hz, above 65535 Hz a multiple of 10")
    }
    for root in audioRootMap {
      let parts = root.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count != 2 || parts.last?.isEmpty != false {
        throw ValidationError("--audio-root-map takes SOURCE=PATH, not \(root)")
      }
    }
  }

  private func require<Value: Comparable>(
    _ value: Value?, in range: ClosedRange<Value>, _ words: String
  ) throws {
    if let value, !range.contains(value) { throw ValidationError("\(words), not \(value)") }
  }

  /// What was given, with every path absolute.
  var given: GivenOptions {
    get throws(StorageError) {
      var given = GivenOptions()
      try layout.add(to: &given)
      add(to: &given)
      return given
    }
  }

  private func add(to given: inout GivenOptions) {
    given.sampleRate = sampleRate
    given.valRatio = valRatio
    given.padToSeconds = padTo
    given.resampleEdges = resampleEdges
    given.clipFanout = clipFanout.map { Int($0) }
    given.limit = limit.map(\.events)
    given.onBadLine = onBadLine
    given.maxSkipRate = maxSkipRate
    given.maxQuarantined = maxQuarantined
    given.shardEvents = shardEvents
    given.audioRoot = audioRoot.map(Files.absolute)
    given.rootMap = audioRootMap.map { root in
      let parts = root.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return SourceOptions.Root(
        source: Text(String(parts[0])), path: Files.absolute(String(parts[1])))
    }
    given.allowOutsideRoots = allowOutsideRoots
    given.allowMissing = allowMissingSource.map { Text($0) }
  }
}

/// How many events count: a number from 1, or `none` for all of them.
struct EventLimit: ExpressibleByArgument {
  let events: Int?

  init?(argument: String) {
    events = Int(argument)
    guard argument == "none" || events != nil else { return nil }
  }
}

extension ResampleEdges: ExpressibleByArgument {}
extension EventOptions.BadLine: ExpressibleByArgument {}
