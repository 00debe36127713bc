import ArgumentParser
import Cluster
import Drawing
import Terminal

struct KeygenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Makes the keys of a coordinator, its workers and its readers.")

  @Argument(help: "The folder to fill.", completion: .directory)
  var folder: String

  @Option(
    help: ArgumentHelp(
      "A worker to admit; may be repeated (default: one called worker).", valueName: "name"))
  var worker: [String] = []

  @Option(
    help: ArgumentHelp(
      "A reader, who may ask for the status; may be repeated (default: one called reader).",
      valueName: "name"))
  var reader: [String] = []

  @Flag(
    help:
      "Keep a name whose key exists, which is not an error then; make the keys that are missing.")
  var ifMissing = false

  func validate() throws {
    for (flag, names) in [("--worker", worker), ("--reader", reader)] {
      for (number, name) in names.enumerated() where names[..<number].contains(name) {
        throw ValidationError("\(flag) \(name) is given twice")
      }
    }
  }

  func run() throws {
    let keys = KeyDirectory(folder)
    let isPlain = worker.isEmpty && reader.isEmpty
    let peers =
      try isPlain && ifMissing && keys.hasPeers()
      ? keys.peersOfSecretKeys()
      : (isPlain ? ["worker"] : worker).map(KeyDirectory.Peer.worker)
        + (isPlain ? ["reader"] : reader).map(KeyDirectory.Peer.reader)
    var standing: [KeyDirectory.Peer] = []
    if ifMissing { standing = try keys.makeMissing(peers) } else { try keys.make(peers) }
    let kept = try standing.map { peer in
      (peer, try keys.admits(peer) ? "was there" : "was there, and is not in the allow-list")
    }
    let words = Dictionary(uniqueKeysWithValues: kept)
    let rows =
      [
        ["coordinator", "--key \(keys.secretKey)"], ["", "--allow-list \(keys.allowList)"],
        ["all others", "--server-key \(keys.serverKey)"],
      ]
      + peers.map { peer in
        ["  \(peer)", "--key \(keys.secretKey(of: peer))", words[peer] ?? ""]
      }
    let lines = Table([.text(), .text(), .text()], rows).lines()
    try Output.result(lines.map { $0.dropFirst(2) + "\n" }.joined())
  }
}
