import ArgumentParser
import Dataset
import Export
import Terminal

// The flags of an export, in the groups of its help. `ExportOption` knows those that are recorded.

struct InputFlags: ParsableArguments {
  @Option(.audioRoot) var audioRoot: String?
  @Option(.audioRootMap) var audioRootMap: [String] = []
  @Option(.field) var field: [String] = []
  @Option(.defaultOnset) var defaultOnset: String?
  @Option(.limit) var limit: String?
  @Option(.sample) var sample: String?
  @Option(.onBadLine) var onBadLine: String?
}

struct ClipFlags: ParsableArguments {
  @Option(.sampleRate) var sampleRate: String?
  @Option(.format) var format: String?
  @Option(.layout) var layout: String?
  @Option(.tarClips) var tarClips: String?
  @Option(.padTo) var padTo: String?
  @Option(.resampleEdges) var resampleEdges: String?
  @Option(.clipFanout) var clipFanout: String?
  @Flag(.noLinkIdentical) var noLinkIdentical = false
  @Flag(.checksums) var checksums = false
  @Flag(.noHf) var noHf = false
}

struct SplitFlags: ParsableArguments {
  @Option(.valRatio) var valRatio: String?
  @Option(.taxonomy) var taxonomy: String?
  @Option(.labelField) var labelField: [String] = []
}

struct SafetyFlags: ParsableArguments {
  @Flag(help: "Only verify: report what would be exported, and what is missing.")
  var verifyOnly = false

  @Option(.maxSkipRate) var maxSkipRate: String?
  @Option(.maxQuarantined) var maxQuarantined: String?
  @Option(.allowMissingSource) var allowMissingSource: [String] = []
  @Flag(.allowOutsideRoots) var allowOutsideRoots = false

  @Flag(help: "Export even where the clips seem to need more than the free space.")
  var ignoreSpace = false

  @Flag(help: "Replace the bundle that is there.")
  var overwrite = false

  @Flag(help: "With --overwrite: first move what no export made to a folder beside the bundle.")
  var moveForeign = false
}

struct ResumeFlags: ParsableArguments {
  @Flag(help: "Continue the bundle that is there; its options are on record.")
  var resume = false

  @Flag(help: "Compare the content of every clip too. With --verify-only: open every recording.")
  var deep = false

  @Flag(help: "Render the clips of events again that the manifest has changed.")
  var rerenderChanged = false

  @Option(
    help: ArgumentHelp(
      "Keep or drop the clips of events that are gone from the manifest.", valueName: "what"))
  var removed: RemovedEvents?

  @Flag(help: "Try quarantined events again.")
  var retryQuarantined = false

  @Flag(help: "Take over from another host or container at once, without watching its beat.")
  var takeOver = false

  @Flag(help: "Accept other versions of the libraries than those on record.")
  var acceptLibraries = false
}

struct ReportFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write the result to this file, as JSON.", valueName: "file"),
    completion: .file())
  var summaryJson: String?

  @Option(
    help: ArgumentHelp(
      "Write the length of the clips by source set to this file, as CSV.", valueName: "file"),
    completion: .file())
  var expectedDurationCsv: String?

  @Option(
    help: ArgumentHelp(
      "Write progress and summary to this file, as lines with times.", valueName: "file"),
    completion: .file())
  var logFile: String?

  @Option(
    help: ArgumentHelp(
      "Run this in a shell when the run ends, however it ends; killed after 60 s.",
      valueName: "command"))
  var onEnd: String?

  @Option(
    help: ArgumentHelp("How long that command may take.", visibility: .hidden),
    transform: Patience.parse)
  var onEndLimit = Patience(seconds: 60)

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "How progress is shown; auto is live on a terminal, else plain.", valueName: "how"))
  var progress = ProgressStyle.auto

  @OptionGroup var noise: QuietFlag

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Events to expect, for progress until the plan is known.", valueName: "n"))
  var manifestTotal: Int?
}

struct MachineFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long to wait for room or sources: 30s, 10m, 2h (default: 10m).", valueName: "time"),
    transform: Patience.parse)
  var patience = Patience(seconds: 600)

  @Option(.shardEvents) var shardEvents: String?

  @Option(
    help: ArgumentHelp("How long one event may take to render.", visibility: .hidden),
    transform: Patience.parse)
  var eventDeadline = Patience(seconds: 20)

  @Option(help: ArgumentHelp("MiB that a renderer may hold.", visibility: .hidden))
  var rendererMemory = ExportRequest.usualRendererMemory

  func validate() throws {
    guard (1...3600).contains(eventDeadline.seconds) else {
      throw ValidationError("--event-deadline takes 1s to 1h, not \(eventDeadline)")
    }
    guard (16...1 << 20).contains(rendererMemory) else {
      throw ValidationError("--renderer-memory takes 16 to 1048576 MiB, not \(rendererMemory)")
    }
  }
}

extension RemovedEvents: ExpressibleByArgument {}
