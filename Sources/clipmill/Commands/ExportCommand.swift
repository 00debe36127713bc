import ArgumentParser
import Cluster
import Files

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Exports a manifest into a bundle on this machine.",
    discussion: """
      Plans, renders in several processes, merges, and prints a summary. Example:
        clipmill export events.jsonl dataset --audio-root /data/audio
      """)

  @OptionGroup var export: ExportArguments

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Renderer processes; default: the CPUs this process may use.", valueName: "n"))
  var workers: Int?

  func validate() throws {
    guard (1...256).contains(workers ?? 1) else {
      throw ValidationError("--workers takes 1 to 256 renderer processes, not \(workers ?? 1)")
    }
  }

  func run() throws { try export.run(workers: workers ?? Host.usableCPUs) }
}
