import Dispatch
import Files
import Synchronization

/// Writes `status.json` on a thread beside the coordinator's: a slow disk holds nobody up.
final class StatusFile: Sendable {
  private let path: String
  private let queue = DispatchQueue(label: "clipmill.status")
  private let isBusy = Mutex(false)

  /// How long a disk may take for the last figures, in seconds.
  private static let patience = 10

  init(_ path: String) { self.path = path }

  /// Writes the figures, unless earlier ones are on their way still; a file that cannot be written is no
  /// reason to stop.
  func write(_ text: [UInt8]) {
    let mayWrite = isBusy.withLock { busy in
      defer { busy = true }
      return !busy
    }
    guard mayWrite else { return }
    queue.async { [self] in
      try? FileSystem.replace(path, with: text)
      isBusy.withLock { $0 = false }
    }
  }

  /// Writes the last figures, and waits for that.
  func conclude(with text: [UInt8]) {
    let end = DispatchSemaphore(value: 0)
    queue.async { [path] in
      try? FileSystem.replace(path, with: text)
      end.signal()
    }
    _ = end.wait(timeout: .now() + .seconds(Self.patience))
  }
}
