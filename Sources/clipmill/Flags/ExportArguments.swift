import ArgumentParser
import Bundle
import Cluster
import Dataset
import Export
import Files
import Glibc

/// What an export takes whoever renders: the workers of this host, or those that others start.
struct ExportArguments: ParsableArguments {
  @Argument(help: "The events to export: JSON Lines, one event a line.", completion: .file())
  var manifest: String

  @Argument(
    help: "The folder to make; what is there already stays, unless --overwrite.",
    completion: .directory)
  var bundle: String

  @OptionGroup var flags: ExportFlags

  @OptionGroup var verify: VerifyFlags

  @OptionGroup(visibility: .hidden) var former: FormerFlags

  @Flag(help: "Replace the bundle that is there.")
  var overwrite = false

  @Flag(help: "Go on with the bundle that is there; every option is remembered.")
  var resume = false

  @Flag(
    help: "With --resume: take a bundle of another host or container without watching its beat.")
  var takeOver = false

  @Flag(help: "With --resume: try events again that were set aside.")
  var retryQuarantined = false

  @Flag(help: "With --resume: render again the clips of events that the manifest has changed.")
  var rerenderChanged = false

  @Option(
    help: ArgumentHelp(
      "With --resume: keep or drop the clips of events that are gone from the manifest.",
      valueName: "what"))
  var removed: RemovedEvents?

  @Flag(help: "With --resume: go on with other versions of the libraries.")
  var acceptLibraries = false

  @Flag(help: "Render even where the clips do not seem to fit into what is free.")
  var ignoreSpace = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long to wait for room or sources: 30s, 10m, 2h (default: 10m).", valueName: "time"),
    transform: Patience.parse)
  var patience = Patience(seconds: 600)

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

  @Option(help: ArgumentHelp("Write the result as JSON.", valueName: "file"), completion: .file())
  var summaryJson: String?

  @Option(
    help: ArgumentHelp("Write progress and summary as plain text.", valueName: "file"),
    completion: .file())
  var logFile: String?

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

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
    try checkNames()
    try checkTogether()
  }

  private func checkNames() throws {
    guard !manifest.isEmpty, !bundle.isEmpty else {
      throw ValidationError(
        "the name of the \(manifest.isEmpty ? "manifest" : "bundle") is empty"
          + " (an unset variable of the shell?)")
    }
    if manifest == "-" {
      throw ValidationError(
        "renderers read parts of the manifest again, so it must be a file: write what comes in by"
          + " standard input to one")
    }
  }

  /// Flags that exclude each other, and those that mean nothing without another.
  private func checkTogether() throws {
    if resume, overwrite {
      throw ValidationError("--resume goes on with the bundle, --overwrite removes it: give one")
    }
    let ofResume = [
      (takeOver, "--take-over"), (retryQuarantined, "--retry-quarantined"),
      (rerenderChanged, "--rerender-changed"), (removed != nil, "--removed"),
      (acceptLibraries, "--accept-libraries"),
    ]
    if !resume, let (_, flag) = ofResume.first(where: \.0) {
      throw ValidationError("\(flag) says how to --resume: give both, or neither")
    }
    if verify.deep, !resume, !verify.verifyOnly {
      throw ValidationError("--deep says how to --resume or to --verify-only: give one of them too")
    }
  }

  /// Exports with `workers` renderer processes of its own, or with workers that others start where it
  /// listens for them.
  func run(workers: Int = 0, listening listen: ListenSettings? = nil) throws {
    if verify.verifyOnly { return try VerifyRun(self).run() }
    Interrupts.hold()
    try ProcessLimits.check()
    let taxonomy = try flags.readTaxonomy()
    var request = ExportRequest(
      manifest: manifest, bundle: bundle, given: try flags.given(taxonomy), workers: workers)
    request.taxonomy = taxonomy
    request.ignoresSpace = ignoreSpace
    request.listen = listen
    request.overwrite = overwrite
    request.resume = resume
    request.deep = verify.deep
    request.takeOver = takeOver
    request.retryQuarantined = retryQuarantined
    request.rerenderChanged = rerenderChanged
    request.removed = removed
    request.acceptLibraries = acceptLibraries
    request.patienceSeconds = patience.seconds
    request.eventDeadlineSeconds = eventDeadline.seconds
    request.rendererMemory = rendererMemory
    let places = OutputPlaces(self)
    try places.check()
    request.outputs = places.paths
    let log = try RunLog(logFile)
    let frame = RunFrame()
    log.line(frame.head)
    // A coordinator's standard error is its log: nobody watches it.
    let display = ExportProgress(
      noise.style(progress), log: log, head: listen == nil ? nil : frame.head,
      expectedEvents: manifestTotal)
    try frame.closing(display.end) { try run(request, log, display) }
  }

  private func run(_ request: ExportRequest, _ log: RunLog, _ display: ExportProgress) throws {
    for note in former.notes {
      noise.note(note)
      log.line(note)
    }
    let began = Clock.milliseconds
    let result: ExportResult
    do throws(RunFailure) {
      result = try ExportProcess.run(request, observer: display)
    } catch {
      display.end()
      log.line("clipmill: \(error)")
      throw error
    }
    display.end()
    try report(result, log, seconds: Double(Clock.milliseconds - began) / 1000)
  }

  /// Writes the files about the bundle that were asked for.
  func write(_ document: [UInt8], _ durations: DurationTable) throws(RunFailure) {
    if let summaryJson {
      try OutputForm.summary.write(document, to: summaryJson, "--summary-json \(summaryJson)")
    }
    if let file = verify.expectedDurationCsv {
      try OutputForm.durations.write(
        Array(durations.text.utf8), to: file, "--expected-duration-csv \(file)")
    }
  }

  private func report(_ result: ExportResult, _ log: RunLog, seconds: Double) throws {
    let document = result.metadata.json()
    let summary = ExportSummary(result, seconds: seconds)
    do throws(RunFailure) {
      try write(document, DurationTable(result.metadata))
      log.lines(summary.text(.log))
      try Output.result(isJSON: json, document, summary.text(.output))
    } catch {
      let metadata = result.metadata.bundle.metadata
      throw RunFailure(
        error.kind, "\(error.description) (the export is done; \(metadata) holds its result)")
    }
    let problems = result.problems
    for problem in problems {
      Output.error("clipmill: \(problem.visible)")
      log.line("clipmill: \(problem)")
    }
    if !problems.isEmpty { throw ArgumentParser.ExitCode(ExitCode.problems) }
  }
}

/// The flags that only look at a manifest.
struct VerifyFlags: ParsableArguments {
  @Flag(help: "Only look: tell what would be exported and what is missing; writes no bundle.")
  var verifyOnly = false

  @Flag(help: "With --verify-only: open each recording too. With --resume: compare each clip.")
  var deep = false

  @Option(
    help: ArgumentHelp("Write the clips' length by source set as CSV.", valueName: "file"),
    completion: .file())
  var expectedDurationCsv: String?
}

extension RemovedEvents: ExpressibleByArgument {}
