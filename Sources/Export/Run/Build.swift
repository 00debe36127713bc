import Bundle
import CBuild
package import Files

/// The version of this Clipmill and of its libraries.
package enum Build {
  package static let version = "0.1.0"

  /// The revision of the sources; nil if the build does not know it.
  package static var revision: String? {
    let text = String(cString: cbuild_revision())
    return text.isEmpty ? nil : text
  }

  package static var generator: String { "clipmill \(version)" }

  /// The version and the digest of an executable, by default this one: two processes of one build
  /// agree in both.
  package static func identity(
    of executable: String = "/proc/self/exe"
  ) throws(StorageError) -> String {
    "\(version) \(try FileSystem.sha256(of: executable))"
  }

  /// The set of libraries in one line.
  package static var libraries: String {
    ClipLibraries.versions.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
  }
}
