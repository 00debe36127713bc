import Files
import Glibc
import TestSupport

/// The longest wait of a test for an event; only a failure takes this long.
let patience = Duration.seconds(60)

/// Waits until a descriptor can be read or is hung up; false if that does not happen in time.
func isReadable(_ descriptor: Int32, within limit: Duration = patience) -> Bool {
  var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if poll(&item, 1, 1000) > 0 { return true }
  }
  return false
}

extension Scratch {
  /// A file's text; empty if there is none.
  func text(_ name: String) -> String {
    String(decoding: (try? FileSystem.read(file(name))) ?? [], as: UTF8.self)
  }
}
