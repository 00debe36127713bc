import ArgumentParser
import Dataset
import Files
import RunState
import Survey
import Terminal

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Looks at a manifest: keys, fields, odd values, audio, and the command to give next.")

  @Argument(help: "The events, one JSON object a line.", completion: .file())
  var manifest: String

  @Option(
    help: ArgumentHelp("Look for audio here (default: the manifest's folder).", valueName: "path"),
    completion: .directory)
  var audioRoot: String?

  @Option(
    help: ArgumentHelp(
      "Look for a source set's audio here first; may be repeated.", valueName: "source=path"))
  var audioRootMap: [String] = []

  @OptionGroup var fields: FieldFlags

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    for root in audioRootMap where SourceOptions.Root(root) == nil {
      throw ValidationError("--audio-root-map \(root): it takes SOURCE=PATH")
    }
  }

  func run() throws {
    var request = InspectionRequest(manifest: FileSystem.absolute(manifest))
    request.fields = try fields.options()
    request.sources.audioRoot = audioRoot.map(FileSystem.absolute)
    request.sources.rootMap = audioRootMap.compactMap { text in
      guard var root = SourceOptions.Root(text) else { return nil }
      root.path = FileSystem.absolute(root.path)
      return root
    }
    let found: Inspection
    do {
      found = try Inspector.inspect(request)
    } catch {
      throw RunFailure(error)
    }
    try Output.result(isJSON: json, found.json(), found.words)
  }
}
