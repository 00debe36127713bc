import ArgumentParser
import Dataset
import Drawing
import Files
import Import
import RunState
import Terminal

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a manifest from a table, a JSON array or another tool's manifest.")

  @Argument(
    help: "The table, the JSON file or the other tool's manifest to read.", completion: .file())
  var file: String

  @Argument(help: "The manifest to write.", completion: .file())
  var manifest: String

  @Option(
    help: ArgumentHelp(
      "The kind of file, if it is not recognised: "
        + ImportFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "format"), completion: .list(ImportFormat.allCases.map(\.rawValue)))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Fill a field of the manifest from this key or column; may be repeated.",
      valueName: "field=key"))
  var field: [String] = []

  @Option(
    help: ArgumentHelp(
      "The recording of a label track; for lhotse, {} stands for the id of each recording.",
      valueName: "path"), completion: .file())
  var audio: String?

  @Flag(help: "Replace the manifest that is there.")
  var overwrite = false

  @OptionGroup var noise: QuietFlag

  func validate() throws {
    if let from, ImportFormat(rawValue: from) == nil {
      throw ValidationError(
        "--from \(from): one of \(ImportFormat.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    for field in field where Self.parts(field) == nil {
      throw ValidationError(
        "\(ExportOption.field.flag) \(field): it takes FIELD=KEY, such as onset_time=start")
    }
  }

  private static func parts(_ text: String) -> (field: Text, key: Text)? {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    return parts.count == 2 ? (Text(parts[0]), Text(parts[1])) : nil
  }

  func run() throws {
    var request = ImportRequest(
      input: FileSystem.absolute(file), output: FileSystem.absolute(manifest))
    request.format = from.flatMap(ImportFormat.init)
    request.fields = field.compactMap(Self.parts)
    request.audio = audio
    request.overwrites = overwrite
    if overwrite, !FileSystem.isSameFile(request.input, request.output) {
      try OutputForm.manifest.requireReplaceable(manifest, manifest)
    }
    let report = try read(request)
    try Output.result(ImportWords(report, request).text)
  }

  private func read(_ request: ImportRequest) throws -> ImportReport {
    let progress = Progress(noise.style(.auto), phases: ["importing"])
    defer { progress.end() }
    do {
      return try Importer.run(request) { at in
        progress.reach(Step("importing", reading: at))
      }
    } catch let error as ImportError {
      throw RunFailure(error.kind, error.description)
    } catch let error as StorageError where error.path == request.input {
      throw RunFailure(input: error)
    } catch {
      throw RunFailure(error)
    }
  }
}

extension ImportError {
  fileprivate var kind: RunFailure.Kind {
    switch self {
    case .wrongRecord, .wrongFile: .badInput
    case .wrongField, .overInput: .usage
    case .exists, .noFile: .cannotMake
    }
  }
}
