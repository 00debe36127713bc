import ArgumentParser
import Cluster
import Drawing
import Export
import Glibc
import Terminal

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tells where a run stands.")

  @Argument(help: "The bundle of the run.", completion: .directory)
  var bundle: String?

  @Option(
    help: ArgumentHelp("Where the coordinator listens: tcp://HOST:PORT.", valueName: "endpoint"))
  var connect: String?

  @OptionGroup var pair: KeyFlags

  @Flag(help: "Show it again every second, until the run is over or has said nothing new for 10 s.")
  var watch = false

  @Flag(help: "Print one JSON object (with --watch, one a line).")
  var json = false

  func validate() throws {
    guard bundle != nil || connect != nil else {
      throw ValidationError("say which run: a BUNDLE, or --connect ENDPOINT")
    }
  }

  func run() throws {
    let reader = try StatusReader(bundle: bundle, endpoint: connect, keys: pair.paths)
    var block = LiveBlock(descriptor: 1)
    while true {
      let status = try reader.read()
      try show(status, in: &block)
      if !watch || status.isOver { return }
      sleep(1)
    }
  }

  private func show(_ status: StatusDocument, in block: inout LiveBlock) throws(RunFailure) {
    if json {
      try Output.result(document: status.json + [0x0A])
      return
    }
    let picture = StatusPicture(status, .output)
    if watch, Output.isTerminal(1) {
      block.draw(picture.lines(fitting: max(Output.rows(1) - 1, 5)))
    } else {
      try Output.result(picture.lines.map { $0 + "\n" }.joined())
    }
  }
}
