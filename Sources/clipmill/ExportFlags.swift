import ArgumentParser
import Dataset
import Storage

/// The flags that say what a bundle holds; recorded with it.
struct ExportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Folder that audio paths are relative to.", valueName: "path"))
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

  @Option(help: ArgumentHelp("Rate of the clips in Hz.", valueName: "hz"))
  var sampleRate = 44100

  @Option(help: "Share of the sessions that go to val.")
  var valRatio = 0.1

  @Option(help: ArgumentHelp("Pad clips with silence to this length.", valueName: "seconds"))
  var padTo: Double?

  @Option(help: "What a clip's edges are resampled from: context or isolated.")
  var resampleEdges = ResampleEdges.context

  @Option(help: "Hexadecimal digits of the clips' folders: 0 to 4, or auto.")
  var clipFanout = "auto"

  @Option(help: ArgumentHelp("Only the first N events.", valueName: "n"))
  var limit: Int?

  @Option(help: "What a malformed line does: stop or skip.")
  var onBadLine = EventOptions.BadLine.stop

  @Option(help: "Share of events that may be skipped before the export stops instead.")
  var maxSkipRate = 0.01

  @Option(help: "Events whose decoding fails everywhere that still count as success.")
  var maxQuarantined = 0

  @Option(help: ArgumentHelp("Events a shard aims at.", valueName: "n"))
  var shardEvents = 1000

  func validate() throws {
    try require(
      (1...768_000).contains(sampleRate), "--sample-rate takes 1 to 768000 Hz", sampleRate)
    try require((0...1).contains(valRatio), "--val-ratio takes 0 to 1", valRatio)
    try require((0...1).contains(maxSkipRate), "--max-skip-rate takes 0 to 1", maxSkipRate)
    try require(
      (0...3600).contains(padTo ?? 0), "--pad-to takes 0 to 3600 seconds", padTo ?? 0)
    try require((limit ?? 1) >= 1, "--limit takes 1 or more events", limit ?? 1)
    try require(maxQuarantined >= 0, "--max-quarantined takes 0 or more", maxQuarantined)
    try require(
      (1...1_000_000).contains(shardEvents), "--shard-events takes 1 to 1000000", shardEvents)
    try require(
      clipFanout == "auto" || Int(clipFanout).map((0...4).contains) == true,
      "--clip-fanout takes 0 to 4, or auto", clipFanout)
    for root in audioRootMap {
      let parts = root.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      try require(
        parts.count == 2 && parts.last?.isEmpty == false,
        "--audio-root-map takes SOURCE=PATH", root)
    }
  }

  private func require(_ holds: Bool, _ words: String, _ given: some Any) throws {
    if !holds { throw ValidationError("\(words), not \(given)") }
  }

  /// The options, with every path absolute.
  var options: ExportOptions {
    var options = ExportOptions()
    options.clips.sampleRate = sampleRate
    options.clips.valRatio = valRatio
    options.clips.padToSeconds = padTo
    options.clips.resampleEdges = resampleEdges
    options.sources.audioRoot = audioRoot.map(Files.absolute)
    options.sources.rootMap = audioRootMap.map { root in
      let parts = root.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return SourceOptions.Root(
        source: Text(String(parts[0])), path: Files.absolute(String(parts[1])))
    }
    options.sources.allowOutsideRoots = allowOutsideRoots
    options.sources.allowMissing = allowMissingSource.map { Text($0) }
    options.sources.maxSkipRate = maxSkipRate
    options.events.limit = limit
    options.events.onBadLine = onBadLine
    options.events.maxQuarantined = maxQuarantined
    options.events.shardEvents = shardEvents
    options.bundle.clipFanout = Int(clipFanout)
    return options
  }
}

extension ResampleEdges: ExpressibleByArgument {}
extension EventOptions.BadLine: ExpressibleByArgument {}
