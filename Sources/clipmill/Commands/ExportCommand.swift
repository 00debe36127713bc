import ArgumentParser
import Cluster
import Files

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Exports a manifest into a bundle on this machine.")

  @OptionGroup var export: ExportArguments

  @OptionGroup(title: "This machine") var renderers: RendererFlags

  func run() throws { try export.run(workers: renderers.count) }
}
