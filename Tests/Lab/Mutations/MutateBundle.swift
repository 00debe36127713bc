import ArgumentParser
import Foundation

/// Harms one document of a bundle; the seed, the number and the bundle decide which, and how.
struct MutateBundle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutate-bundle", abstract: "Harms one document of a bundle and says how.")

  @Argument(help: "The bundle.") var bundle: String
  @Option(help: "Where all numbers come from.") var seed: UInt64 = 1
  @Option(help: "Which mutation.") var number: Int

  func run() throws {
    var draw = Draw(seed: seed, number: number)
    let documents = try documents()
    guard documents.count > 1 else { throw ValidationError("\(bundle) has no documents.") }
    // A mutation that would leave everything as it is gives way to the next one.
    while true {
      let document = draw.pick(documents)
      if let words = try mutate(document, among: documents, &draw) {
        print("\(document): \(words)")
        return
      }
    }
  }

  /// All files but clips, logs of workers included, by their paths below the bundle, in the order of those.
  private func documents() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: bundle).filter {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(bundle)/\($0)", isDirectory: &isFolder)
      return !isFolder.boolValue && !$0.contains("/audio/")
    }.sorted()
  }

  private func mutate(_ document: String, among all: [String], _ draw: inout Draw) throws -> String?
  {
    let ways = TextMutation.allCases.count * 2 + FileMutation.allCases.count
    let way = draw.below(ways)
    if way >= TextMutation.allCases.count * 2 {
      return try FileMutation.allCases[way - TextMutation.allCases.count * 2]
        .apply(to: document, of: all.filter { $0 != document }, in: bundle, &draw)
    }
    let url = URL(filePath: "\(bundle)/\(document)")
    var bytes = try [UInt8](Data(contentsOf: url))
    let before = bytes
    guard let words = TextMutation.allCases[way / 2].change(&bytes, &draw), bytes != before else {
      return nil
    }
    try Data(bytes).write(to: url)
    return words
  }
}
