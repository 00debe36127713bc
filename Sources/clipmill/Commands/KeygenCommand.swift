import ArgumentParser
import Cluster

struct KeygenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Makes the keys of a coordinator, its workers and its readers.",
    discussion: """
      Fills <dir> (mode 0700) with coordinator.key and coordinator.pub, a pair for each named \
      worker and reader, and the allow-list. A later call adds names, \
      which a running coordinator takes in within seconds; nothing is ever replaced. A key is \
      revoked by removing its line from the allow-list. \
      Example:
        clipmill keygen keys --worker node1 --worker node2 --reader me
        clipmill coordinator events.jsonl dataset --bind tcp://0.0.0.0:5555 \\
          --key keys/coordinator.key --allow-list keys/allow-list
        clipmill worker --bundle dataset \\
          --key keys/worker-node1.key --server-key keys/coordinator.pub
      """)

  @Argument(help: ArgumentHelp("Where the keys go.", valueName: "dir"), completion: .directory)
  var directory: String

  @Option(
    help: ArgumentHelp("A worker to admit; may be repeated (default: worker).", valueName: "name"))
  var worker: [String] = []

  @Option(
    help: ArgumentHelp(
      "Someone who may ask for the status; may be repeated (default: reader).", valueName: "name"))
  var reader: [String] = []

  func validate() throws {
    for (flag, names) in [("--worker", worker), ("--reader", reader)] {
      for (number, name) in names.enumerated() where names[..<number].contains(name) {
        throw ValidationError("\(flag) \(name) is given twice")
      }
    }
  }

  func run() throws {
    let keys = KeyDirectory(directory)
    let isPlain = worker.isEmpty && reader.isEmpty
    let peers =
      (isPlain ? ["worker"] : worker).map(KeyDirectory.Peer.worker)
      + (isPlain ? ["reader"] : reader).map(KeyDirectory.Peer.reader)
    try keys.make(peers)
    let rows =
      [
        ["coordinator", "--key \(keys.secretKey)"], ["", "--allow-list \(keys.allowList)"],
        ["all others", "--server-key \(keys.serverKey)"],
      ] + peers.map { ["  \($0)", "--key \(keys.secretKey(of: $0))"] }
    let lines = Table([.text(), .text()], rows).lines()
    try Output.result(lines.map { $0.dropFirst(2) + "\n" }.joined())
  }
}
