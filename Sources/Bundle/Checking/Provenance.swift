package import Dataset
import JSON

/// The origin of a bundle, as its record states it; empty where the record states nothing.
package struct Provenance: Hashable, Sendable {
  /// Name and version of the program.
  package let generator: String
  /// "name version" of each library that decides bytes.
  package let libraries: [String]
  /// The path on record; the manifest may have moved since.
  package let manifest: String
  package let manifestSHA256: String
  package let bundleDigest: String
  /// All options as JSON, one a line.
  package let options: String

  init(_ record: MetadataDocument) {
    generator = record.generator ?? ""
    libraries = (record.libraries?.fields ?? []).map { "\($0.name) \($0.value)" }
    manifest = record.manifest ?? ""
    manifestSHA256 = record.manifestSHA256 ?? ""
    bundleDigest = record.bundleDigest ?? ""
    let json = record.options.map { JSONFile.document($0) } ?? []
    options = String(decoding: json, as: UTF8.self)
  }
}

/// An event without a clip, as its row states it.
package struct SkippedEvent: Hashable, Sendable {
  /// 0 if the row is not as an export writes it.
  package let ordinal: Int
  package let eventID: Text?
  package let audioPath: Text?
  package let reason: Text
  package let detail: String

  init(_ row: SkippedRow) {
    let event = row.row?.event
    (ordinal, eventID, audioPath) = (event?.ordinal ?? 0, event?.eventID, event?.audioPath)
    reason = row.reason
    if case .skipped(_, let words)? = row.row?.outcome { detail = words } else { detail = "" }
  }
}
