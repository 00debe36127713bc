import ArgumentParser
import Bundle
import Cluster
import Dataset
import Drawing
import Export
import Files
import Glibc
import RunState
import Terminal
import Web

/// The arguments of an export, whether the workers of this host render or those that others start.
struct ExportArguments: ParsableArguments {
  @Argument(help: "The events to export: JSON Lines, one event a line.", completion: .file())
  var manifest: String

  @Argument(
    help: "The folder to make; one that exists is kept unless --overwrite is given.",
    completion: .directory)
  var bundle: String

  @OptionGroup(title: "Input") var input: InputFlags
  @OptionGroup(title: "Clips") var clips: ClipFlags
  @OptionGroup(title: "Splits and classes") var splits: SplitFlags
  @OptionGroup(title: "Safety") var safety: SafetyFlags
  @OptionGroup(title: "Resume") var resuming: ResumeFlags
  @OptionGroup(title: "Run state") var apart: StateFlag
  @OptionGroup(title: "Reports") var reports: ReportFlags
  @OptionGroup(title: "Watching") var web: WebFlags
  @OptionGroup(title: "This machine") var machine: MachineFlags
  @OptionGroup(visibility: .hidden) var former: FormerFlags

  @Option(
    help: ArgumentHelp(
      "Read flags from a JSON object; those given here win, and paths are as if given here.",
      valueName: "file"), completion: .file())
  var config: String?

  var options: RecordedOptions { RecordedOptions(self) }

  func validate() throws {
    try options.check()
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

  /// Checks flags that exclude each other, and those that mean nothing without another.
  private func checkTogether() throws {
    let resume = resuming.resume
    if resume, safety.overwrite {
      throw ValidationError("--resume continues the bundle, --overwrite removes it: give one")
    }
    let ofResume = [
      (resuming.takeOver, "--take-over"), (resuming.retryQuarantined, "--retry-quarantined"),
      (resuming.rerenderChanged, "--rerender-changed"), (resuming.removed != nil, "--removed"),
      (resuming.acceptLibraries, "--accept-libraries"),
    ]
    if !resume, let (_, flag) = ofResume.first(where: \.0) {
      throw ValidationError("\(flag) says how to --resume: give both, or neither")
    }
    if safety.verifyOnly, reports.onEnd != nil {
      throw ValidationError("--on-end belongs to a run, and --verify-only makes none: give one")
    }
    if !resume, clips.tarClips != nil, clips.layout != ClipLayout.tar.rawValue {
      throw ValidationError(
        "\(ExportOption.tarClips.flag) is the size of tars: give \(ExportOption.layout.flag) tar too"
      )
    }
    if safety.moveForeign, !safety.overwrite {
      throw ValidationError("--move-foreign says how to --overwrite: give both, or neither")
    }
    if web.http != nil, safety.verifyOnly {
      throw ValidationError("--http shows a run, and --verify-only begins none: give one")
    }
    if resuming.deep, !resume, !safety.verifyOnly {
      throw ValidationError("--deep says how to --resume or to --verify-only: give one of them too")
    }
  }

  /// Exports with `workers` renderer processes on this host, or, if it listens, with workers that others start.
  func run(workers: Int = 0, listening listen: ListenSettings? = nil) throws {
    if safety.verifyOnly { return try VerifyRun(self).run() }
    Interrupts.hold()
    var end = RunEnd(bundle: bundle)
    let outcome = Result { try export(workers: workers, listening: listen, &end) }
    OnEndCommand(reports)?.run(end, outcome)
    try outcome.get()
  }

  private func export(
    workers: Int, listening listen: ListenSettings?, _ end: inout RunEnd
  ) throws {
    try ProcessLimits.check()
    let taxonomy = try options.readTaxonomy()
    var request = ExportRequest(
      manifest: manifest, bundle: bundle, given: try options.given(taxonomy), workers: workers)
    request.taxonomy = taxonomy
    request.state = apart.state
    request.ignoresSpace = safety.ignoreSpace
    request.listen = listen
    request.overwrite = safety.overwrite
    request.movesForeign = safety.moveForeign
    request.resume = resuming.resume
    request.deep = resuming.deep
    request.takeOver = resuming.takeOver
    request.retryQuarantined = resuming.retryQuarantined
    request.rerenderChanged = resuming.rerenderChanged
    request.removed = resuming.removed
    request.acceptLibraries = resuming.acceptLibraries
    request.patienceSeconds = machine.patience.seconds
    request.eventDeadlineSeconds = machine.eventDeadline.seconds
    request.rendererMemory = machine.rendererMemory
    let places = OutputPlaces(self)
    try places.check()
    request.outputs = places.paths
    let page = try web.open()
    let log = try RunLog(reports.logFile)
    let frame = RunFrame()
    log.line(frame.head)
    // A coordinator's standard error is its log: nobody watches it.
    let display = ExportProgress(
      reports.noise.style(reports.progress), log: log, head: listen == nil ? nil : frame.head,
      isResumed: resuming.resume, expectedEvents: reports.manifestTotal)
    try frame.closing(display.end) {
      let observer = try page.map { try watched(display, request, $0.server, $0.token) }
      try run(request, log, display, observer ?? display, &end)
    }
  }

  /// The display behind the page's server, which answers from now on.
  private func watched(
    _ display: ExportProgress, _ request: ExportRequest, _ server: WebServer, _ token: AccessToken?
  ) throws -> any RunObserver {
    let layout = try request.layout()
    do throws(ThreadShortage) {
      let live = try LiveRun(layout)
      try server.start(Routes(live, at: server.address, token: token))
      display.notice("this run is shown at http://\(server.address.shown)/")
      return WatchedObserver(display, live)
    } catch {
      throw RunFailure(error)
    }
  }

  private func run(
    _ request: ExportRequest, _ log: RunLog, _ display: ExportProgress,
    _ observer: any RunObserver, _ end: inout RunEnd
  ) throws {
    for note in former.notes {
      reports.noise.note(note)
      log.line(note)
    }
    let began = Clock.milliseconds
    let result: ExportResult
    do throws(RunFailure) {
      result = try ExportProcess.run(request, observer: observer)
    } catch {
      display.end()
      log.line("clipmill: \(error)")
      throw error
    }
    display.end()
    end.note(result, summary: reports.summaryJson)
    try report(result, log, seconds: Double(Clock.milliseconds - began) / 1000)
  }

  /// Writes the requested files about the bundle, and prints the paths of all of them.
  func write(_ document: [UInt8], _ durations: DurationTable) throws(RunFailure) -> WrittenFiles {
    if let summaryJson = reports.summaryJson {
      try OutputForm.summary.write(document, to: summaryJson, "--summary-json \(summaryJson)")
    }
    if let file = reports.expectedDurationCsv {
      try OutputForm.durations.write(
        Array(durations.text.utf8), to: file, "--expected-duration-csv \(file)")
    }
    var written = WrittenFiles()
    written.add("summary", reports.summaryJson)
    written.add("durations", reports.expectedDurationCsv)
    written.add("log", reports.logFile)
    return written
  }

  private func report(_ result: ExportResult, _ log: RunLog, seconds: Double) throws {
    let document = result.metadata.json()
    do throws(RunFailure) {
      let written = try write(document, DurationTable(result.metadata))
      let summary = ExportSummary(result, seconds: seconds, written: written)
      log.lines(summary.text(.log))
      if reports.json { written.note(reports.noise) }
      try Output.result(isJSON: reports.json, document, summary.text(.output))
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
