import Foundation

/// A bundle's `metadata.json` as a build wrote it that recorded no digest of each file.
package enum OlderRecord {
  /// Takes those digests out.
  package static func make(of bundle: String) throws {
    let path = "\(bundle)/metadata.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let older = text.replacing(/\ {2}"clips_digest": "[0-9a-f]+",\n/, with: "")
      .replacing(/\ {2}"files_sha256": \{[^}]*\},\n/, with: "")
    guard older.count < text.count - 200 else { throw SupportError("no digests in \(path)") }
    try older.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
