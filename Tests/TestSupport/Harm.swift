import Foundation

/// The effect of a recording on its decoder, by the library that fault rows preload too (`Tests/Faults/shim.c`).
package enum Harm: String, Sendable {
  case crash
  case hang
  case memory

  /// The environment in which the recordings of these events harm their decoders.
  ///
  /// The corpus was made with each of the events `alone`.
  package static func environment(_ harms: [String: Harm]) throws -> [String: String] {
    let orders = harms.map { "\($0.value.rawValue):\($0.key).wav" }.sorted()
    return [
      "LD_PRELOAD": try library.get(), "FAULTS_SHIM": "poison",
      "FAULTS_POISON": orders.joined(separator: ","),
    ]
  }

  /// The environment in which a process meets what the library does by these words, see its head.
  package static func environment(
    of words: String, _ settings: [String: String] = [:]
  ) throws -> [String: String] {
    settings.merging(["LD_PRELOAD": try library.get(), "FAULTS_SHIM": words]) { $1 }
  }

  /// The path of the library, built once beside the executables under test.
  private static let library = Result {
    let path = URL(filePath: Program.clipmill).deletingLastPathComponent()
      .appending(path: "fault-shim.so").path
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Faults/shim.sh").path
    let result = try RunningProcess([script, path]).wait()
    guard result.code == 0 else { throw SupportError("no library of faults: \(result.errors)") }
    return path
  }
}
