private import CZeroMQ

/// The version of the loaded libzmq, which may differ from the one at compile time.
package struct LibraryVersion: Comparable, Sendable, CustomStringConvertible {
  package let major: Int32
  package let minor: Int32
  package let patch: Int32

  /// The first release without the remotely exploitable faults of 4.3.2 and before (NEWS of 4.3.3).
  package static let oldestSafe = Self(major: 4, minor: 3, patch: 3)

  /// The version that `zmq_version` reports.
  package static var installed: Self {
    var major: Int32 = 0
    var minor: Int32 = 0
    var patch: Int32 = 0
    zmq_version(&major, &minor, &patch)
    return Self(major: major, minor: minor, patch: patch)
  }

  /// For example "libzmq 4.3.4".
  package var description: String { "libzmq \(major).\(minor).\(patch)" }

  /// Throws `.library` for a release with known holes, or a build without CURVE or ipc.
  package func check() throws(MessagingError) {
    guard self >= Self.oldestSafe else {
      throw MessagingError(
        .library, "use", description,
        "it has known security faults; install \(Self.oldestSafe) or later")
    }
    for capability in ["curve", "ipc"] where zmq_has(capability) != 1 {
      throw MessagingError(
        .library, "use", description,
        "it was built without \(capability); install a build with it (Debian: libzmq5)")
    }
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}
