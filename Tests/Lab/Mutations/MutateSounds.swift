import ArgumentParser
import Foundation

/// Harmed copies of sound files; the seed, the number and the file decide how.
struct MutateSounds: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutate-sounds",
    abstract:
      "Writes harmed copies NUMBER-FILE of each file of a folder, and says how each is harmed.")

  @Argument(help: "A folder of sound files.") var sounds: String
  @Argument(help: "The folder to fill.") var folder: String
  @Option(help: "Where all numbers come from.") var seed: UInt64 = 1
  @Option(help: "The first copy's number.") var first = 0
  @Option(help: "How many copies of each file.") var count = 1

  func run() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: sounds).sorted() {
      let sound = try [UInt8](Data(contentsOf: URL(filePath: "\(sounds)/\(name)")))
      for number in first..<first + count {
        var draw = Draw(seed: name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) }, number: number)
        var bytes = sound
        let words = draw.pick(SoundMutation.allCases).change(&bytes, &draw)
        try Data(bytes).write(to: URL(filePath: "\(folder)/\(number)-\(name)"))
        print("\(number)-\(name): \(words)")
      }
    }
  }
}
