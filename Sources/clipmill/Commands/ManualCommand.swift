import ArgumentParser
import Export
import Files
import Help
import RunState
import Terminal

/// Called by scripts/install, rarely by people.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Writes the man pages into a folder.", shouldDisplay: false)

  @Argument(help: "The folder to write to.", completion: .directory)
  var folder: String

  func run() throws {
    let place = FileSystem.absolute(folder)
    var names: [String] = []
    do throws(StorageError) {
      try FileSystem.makeDirectories(place)
      for page in HelpRequest.pages() {
        let manual = ManualPage(page, version: Build.generator)
        try FileSystem.replace("\(place)/\(manual.fileName)", with: Array(manual.text.utf8))
        names.append(manual.fileName)
      }
    } catch {
      throw RunFailure(.cannotMake, "\(error) (name a folder)")
    }
    try Output.result(names.map { "\(place)/\($0)\n" }.joined())
  }
}
