import ArgumentParser
import Cluster
import Dataset
import Drawing
import Export
import Files
import Planning
import RunState
import Survey
import Terminal

/// `export --verify-only`: verifies, reports, and ends with 1 if something is wrong.
struct VerifyRun {
  private let command: ExportArguments
  private let request: VerificationRequest

  init(_ command: ExportArguments) throws {
    let taxonomy = try command.options.readTaxonomy()
    let given = try command.options.given(taxonomy)
    let look = try Self.look(command, given)
    var request = VerificationRequest(
      manifest: command.manifest, bundle: command.bundle, options: look?.options ?? given.fresh)
    request.changedClips = look?.changedClips ?? 0
    request.removedEvents = look?.removedEvents ?? 0
    request.taxonomy = taxonomy
    request.isDeep = command.resuming.deep
    request.ignoresSpace = command.safety.ignoreSpace
    self.command = command
    self.request = request
  }

  /// The findings of a resume, if the command asks for one.
  private static func look(
    _ command: ExportArguments, _ given: GivenOptions
  ) throws(RunFailure) -> ResumeLook? {
    var request = ExportRequest(
      manifest: command.manifest, bundle: command.bundle, given: given, workers: 0)
    request.state = command.apart.state
    request.resume = command.resuming.resume
    request.rerenderChanged = command.resuming.rerenderChanged
    request.removed = command.resuming.removed
    request.acceptLibraries = command.resuming.acceptLibraries
    do {
      return try ResumeLook.at(request)
    } catch {
      throw RunFailure(error)
    }
  }

  func run() throws {
    try OutputPlaces(command).check()
    let log = try RunLog(command.reports.logFile)
    let frame = RunFrame()
    log.line(frame.head)
    try frame.closing(log.line) { try run(log) }
  }

  private func run(_ log: RunLog) throws {
    for note in command.former.notes {
      log.line(note)
      if command.reports.progress != .none { command.reports.noise.note(note) }
    }
    let report: VerificationReport
    do {
      report = try verify()
    } catch {
      log.line("clipmill: \(error)")
      throw error
    }
    try write(report, log)
    guard report.readiness.isReady else { throw ArgumentParser.ExitCode(ExitCode.problems) }
  }

  private func verify() throws(RunFailure) -> VerificationReport {
    let phases = request.isDeep ? ["verifying", "opening", "comparing"] : ["verifying"]
    let style = command.reports.noise.style(command.reports.progress)
    let progress = Progress(style, phases: phases)
    defer { progress.end() }
    var events = 0
    do {
      return try Verifier.verify(request) { at in
        if case .reading(let at) = at { events = at.events }
        progress.reach(Self.step(at, events: events))
      }
    } catch {
      throw RunFailure(error)
    }
  }

  private func write(_ report: VerificationReport, _ log: RunLog) throws(RunFailure) {
    let document = report.json()
    let written = try command.write(document, DurationTable(report))
    let tables = VerifyTables(report, written)
    log.lines(tables.text(.log))
    if command.reports.json { written.note(command.reports.noise) }
    try Output.result(
      isJSON: command.reports.json, document, tables.text(.output),
      fault: report.readiness.isReady ? nil : report.readiness.verdict)
  }

  private static func step(_ progress: VerificationProgress, events: Int) -> Step {
    switch progress {
    case .reading(let at): Step("verifying", reading: at)
    case .opening(let done, let count): Step("opening", done, of: count, unit: "recordings")
    case .comparing(let done): Step("comparing", done, of: events, unit: "events")
    }
  }
}
