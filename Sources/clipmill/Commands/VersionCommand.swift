import ArgumentParser
import Terminal

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Prints the version, the revision of the sources and the libraries.")

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let report = VersionReport()
    try Output.result(isJSON: json, report.json, report.text + "\n")
  }
}
