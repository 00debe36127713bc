import ArgumentParser
import Cluster

struct RendererCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "renderer", abstract: "Renders what a worker orders (started by a worker).",
    shouldDisplay: false)

  func run() throws { throw ArgumentParser.ExitCode(RendererMain.run()) }
}
