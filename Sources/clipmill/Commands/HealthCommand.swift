import ArgumentParser
import Bundle
import Cluster
import Dataset
import Drawing
import Files
import Manifest
import Pages
import RunState
import Survey
import Terminal

struct HealthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Counts what a manifest and a bundle hold, and checks them against gates.")

  @Argument(
    help: ArgumentHelp(
      "A manifest, a bundle, or both; a folder is a bundle.", valueName: "manifest-or-bundle"),
    completion: .file())
  var places: [String] = []

  @Option(help: ArgumentHelp("The manifest.", valueName: "file"), completion: .file())
  var manifest: String?

  @Option(
    help: ArgumentHelp("The bundle; every clip of it is read.", valueName: "bundle"),
    completion: .directory)
  var bundle: String?

  @OptionGroup var apart: StateFlag

  @Option(
    help: ArgumentHelp("Write the report to this file, as JSON.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with charts and clips to this file, as HTML.", valueName: "file"),
    completion: .file())
  var htmlOutput: String?

  @Flag(help: "Print the report as JSON on standard output.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "JSON list of the labels that there should be, and their aliases.", valueName: "file"),
    completion: .file())
  var taxonomy: String?

  @Option(
    help: ArgumentHelp(
      "Share of the sessions that go to val (default: the bundle's, or 0.1).", valueName: "share"))
  var valRatio: Double?

  @OptionGroup var fields: FieldFlags

  @OptionGroup(title: "Gates") var gates: GateFlags

  @Option(
    help: ArgumentHelp(
      "JSON file of any of these flags; those given here win.", valueName: "file"),
    completion: .file())
  var config: String?

  @OptionGroup var noise: QuietFlag

  mutating func validate() throws {
    try takePlaces()
    guard manifest != nil || bundle != nil else {
      throw ValidationError("nothing to look at: give --manifest FILE, --bundle BUNDLE or both")
    }
    if let valRatio, !(0...1).contains(valRatio) {
      throw ValidationError("--val-ratio lies between 0 and 1")
    }
    if apart.state != nil, bundle == nil {
      throw ValidationError(
        "--state is the folder of a bundle's run state: give --bundle BUNDLE too")
    }
    if gates.maxUnknownLabels != nil, taxonomy == nil {
      throw ValidationError("--max-unknown-labels needs --taxonomy FILE")
    }
    if gates.namesTechniques, manifest == nil {
      throw ValidationError("techniques are in the manifest: give --manifest FILE too")
    }
    if let gate = gates.clipGate, bundle == nil {
      throw ValidationError("\(gate) is about clips: give --bundle BUNDLE too")
    }
    if gates.baseline != nil, manifest == nil {
      throw ValidationError("--baseline is compared with the manifest: give --manifest FILE too")
    }
  }

  /// Decides which of the arguments is the manifest, and which the bundle.
  private mutating func takePlaces() throws {
    for place in places {
      let isBundle = FileSystem.isDirectory(FileSystem.resolved(FileSystem.absolute(place)))
      guard (isBundle ? bundle : manifest) == nil else {
        let kind = isBundle ? "bundle" : "manifest"
        throw ValidationError("\(place) would be a second \(kind): give one")
      }
      if isBundle { bundle = place } else { manifest = place }
    }
    places = []
  }

  func run() throws {
    try ReportPlaces(
      outputs: [("--output", output, .health), ("--html-output", htmlOutput, .healthPage)],
      inputs: [
        ("the manifest", manifest), ("the taxonomy", taxonomy),
        ("the gate", gates.minCountsJson), ("the gate", gates.requireLabelsFile),
        ("the gate", gates.requireTechniquesFile), ("the baseline", gates.baseline),
        ("the configuration", config),
      ], bundle: bundle
    ).check()
    // A folder that is named is used, or refused.
    if let bundle, apart.state != nil { _ = try apart.layout(of: bundle) }
    let report = try report()
    let document = report.json()
    if let output { try OutputForm.health.write(document, to: output, "--output \(output)") }
    if let htmlOutput {
      try OutputForm.healthPage.write(
        HealthPage(report).html, to: htmlOutput, "--html-output \(htmlOutput)")
    }
    if let facts = report.manifest, facts.malformed.count > 0 {
      Output.error("clipmill: \(facts.omission)")
    }
    let tables = HealthTables(report)
    var written = WrittenFiles()
    written.add("report", output)
    written.add("page", htmlOutput)
    if json { written.note(noise) }
    try Output.result(
      isJSON: json, document, tables.text(.output, written),
      fault: report.passed ? nil : report.verdict)
    if !report.passed { throw ArgumentParser.ExitCode(ExitCode.gateFailed) }
  }

  private func report() throws -> HealthReport {
    var request = HealthRequest()
    request.events = manifest.map(FileSystem.absolute)
    request.bundle = bundle.map(FileSystem.absolute)
    if let bundle {
      let layout = Result { try apart.layout(of: bundle) }
      request.contents = { Self.contents(of: layout) }
    }
    request.valRatio = valRatio
    request.fields = try fields.options()
    request.gates = try gates.settings()
    request.taxonomy = try taxonomy.map { path in
      try GateFlags.use { () throws(StorageError) in
        try TaxonomyFile.read(FileSystem.absolute(path))
      }
    }
    let phases = (bundle == nil ? [] : ["checking"]) + (manifest == nil ? [] : ["reading"])
    let progress = Progress(noise.style(.auto), phases: phases)
    let report: HealthReport
    do {
      defer { progress.end() }
      report = try HealthCheck.run(request) { progress.reach(Self.step($0)) }
    } catch let error as StorageError {
      throw RunFailure(input: error)
    } catch {
      throw RunFailure(error)
    }
    try report.manifest?.requireEvents()
    return report
  }

  /// The contents of the bundle's recordings; none if its run state is gone or damaged, which the report says.
  private static func contents(of layout: Result<BundleLayout, any Error>) -> RecordingContents {
    let recorded = try? RecordedRun(try layout.get(), to: "take contents from")
    return (try? recorded?.recordingContents()) ?? RecordingContents()
  }

  private static func step(_ progress: HealthCheck.Progress) -> Step {
    switch progress {
    case .reading(let at): Step("reading", reading: at)
    case .checking(let clips, let total): Step("checking", clips, of: total, unit: "clips")
    }
  }
}
