import Rendering
import Storage

/// Which Clipmill this is, and with which libraries.
package enum Build {
  package static let version = "0.1.0"

  package static var generator: String { "clipmill \(version)" }

  /// The version and the digest of the executable: two processes of one build agree in both.
  static func identity() throws(StorageError) -> String {
    "\(version) \(try Files.sha256(of: "/proc/self/exe"))"
  }

  /// The set of libraries in one line.
  static var libraries: String {
    RenderingLibraries.versions.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
  }
}
