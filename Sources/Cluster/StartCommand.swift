import Dataset
import Storage

/// The command that starts a worker for a coordinator, as a shell takes it in every directory.
struct StartCommand: CustomStringConvertible {
  private let words: [String]

  /// The keys are those of keygen: the worker's own, and the public half beside the coordinator's.
  init(bundle: String, listen: ListenSettings) {
    var words = ["clipmill", "worker", "--bundle", bundle]
    if let key = listen.key {
      let stem = key.hasSuffix(".key") ? String(key.dropLast(4)) : key
      words += ["--key", "WORKER.key", "--server-key", Files.absolute(stem + ".pub")]
    }
    self.words = words
  }

  var description: String { words.map(ShellWord.of).joined(separator: " ") }
}
