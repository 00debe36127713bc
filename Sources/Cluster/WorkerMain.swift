import Glibc
import Messaging
import Rendering
import Scheduling

/// How a worker is set up.
package struct WorkerSettings {
  /// Where the coordinator listens: `ipc://PATH` or `tcp://HOST:PORT`.
  package var endpoint: String
  var security = ClientSecurity.open
  package var name: String
  package var slots: Int
  /// Path of this worker's log, for status; empty where it goes to a terminal.
  package var log = ""
  /// Whether standard input closes when the process that started us dies.
  package var hasLifeline = false
  var limits = Limits()
  /// Bytes a renderer may hold.
  var memoryLimit = 4 << 30

  package init(endpoint: String, name: String, slots: Int) {
    self.endpoint = endpoint
    self.name = name
    self.slots = slots
  }

  /// A line for the log, which is the standard error.
  func log(line: String) {
    let bytes = Array("\(Clock.utc) worker \(name): \(line)\n".utf8)
    _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }
}

package enum WorkerMain {
  /// Works until told to leave, and gives the exit code.
  package static func run(_ settings: WorkerSettings) throws -> Int32 {
    try WorkerLoop(settings).run()
  }
}
