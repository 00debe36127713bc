import Cluster
import Dataset
package import Files
import Glibc

/// A second process that looks at what the first one wrote, and answers in a file.
package enum Witness {
  private static let (question, answer) = ("question", "answer")
  /// The flag with which this program is started as a witness.
  package static let flag = "--witness"

  private static let limit = Duration.seconds(20)

  /// What does not hold between two processes in `folder`; nil if all does.
  static func ask(
    in folder: String, _ signals: borrowing SignalDescriptor
  ) throws(StorageError) -> String? {
    let words = "\(UInt64.random(in: 0 ... .max))"
    // Replaced, so that a witness that sees the first one is noticed.
    for text in ["earlier", words] {
      try FileSystem.replace("\(folder)/\(question)", with: Array(text.utf8))
    }
    let end = BoundedCommand(
      ["/proc/self/exe", "doctor", flag, folder], environment: BoundedCommand.environment(),
      limit: limit
    ).run(signals)
    switch end {
    case .ended(.exited(0)): break
    case .notStarted(let reason): return "a second process could not be started: \(reason)"
    case .tooSlow: return "a second process got no answer from this folder within \(limit)"
    case .ended, .interrupted:
      return "a second process could not read and write in this folder"
    }
    let found = String(decoding: try FileSystem.read("\(folder)/\(answer)"), as: UTF8.self)
    if found == "taken" { return "two processes can take one name" }
    return found == words ? nil : "a second process read something other than what was written"
  }

  /// Looks at the question in `folder` and answers.
  package static func testify(in folder: String) throws(StorageError) {
    let path = "\(folder)/\(question)"
    let seen = try FileSystem.read(path, limit: 4096)
    let again = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if again >= 0 { close(again) }
    let words = again >= 0 ? Array("taken".utf8) : seen
    try FileSystem.replace("\(folder)/\(answer)", with: words)
  }
}
