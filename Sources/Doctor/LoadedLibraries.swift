import Bundle
import Dataset
import Import
import JSON
import Messaging

/// The libraries that this program has loaded, and which versions of them are too old.
package enum LoadedLibraries {
  /// Names and versions in a fixed order.
  package static var versions: [(name: String, version: String)] {
    let messaging = LibraryVersion.installed
    return ClipLibraries.versions + DigestLibraries.versions + [
      (name: "libzmq", version: "\(messaging.major).\(messaging.minor).\(messaging.patch)"),
      (name: "simdjson", version: JSONLibrary.version),
      (name: "zlib", version: GzipLibrary.version),
    ]
  }

  /// The oldest version that a run can rely on, and why.
  ///
  /// Libraries that are not here were never found wanting.
  private static let oldest: [String: (version: [Int], reason: String)] = [
    "libsndfile": ([1, 1, 0], "earlier ones read no MP3"),
    "libzmq": ([4, 3, 3], "a stranger on the network can harm earlier ones"),
    "OpenSSL": ([3, 0, 0], "the faults of earlier ones are not fixed any more"),
    "xxHash": ([0, 8, 0], "earlier ones compute other digests"),
  ]

  /// One check for each library.
  static func checks(_ versions: [(name: String, version: String)] = versions) -> [DoctorCheck] {
    versions.map { name, version in
      guard let oldest = oldest[name] else { return .ok(.libraries, name, version) }
      let wanted = oldest.version.map(String.init).joined(separator: ".")
      guard let numbers = numbers(in: version) else {
        return .unknown(.libraries, name, because: "\(version) is not a version to compare")
      }
      if numbers.lexicographicallyPrecedes(oldest.version) {
        return .problem(
          .libraries, name, "\(version) is too old: \(oldest.reason)",
          remedy: "install \(wanted) or later")
      }
      return .ok(.libraries, name, version)
    }
  }

  /// The numbers of the first version that a text holds: `libsndfile-1.2.0` holds 1, 2 and 0.
  private static func numbers(in text: String) -> [Int]? {
    guard let found = text.firstMatch(of: /[0-9]+(\.[0-9]+)+/) else { return nil }
    return found.output.0.split(separator: ".").compactMap { Int($0) }
  }
}
