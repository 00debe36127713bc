import Dataset
package import Files
import JSON

/// The document of a snapshot.
extension Metrics {
  /// The document, with a line end: its bytes do not depend on the order of the manifest.
  package func json() -> [UInt8] { JSONFile.document(self) }

  /// Bytes of a snapshot.
  private static let sizeLimit = 64 << 20

  /// Reads an earlier snapshot; throws a `damaged` error that says what is wrong with another file.
  package static func snapshot(at path: String) throws(StorageError) -> Metrics {
    let bytes = try FileSystem.read(path, limit: sizeLimit)
    do {
      return try Metrics(json: bytes)
    } catch {
      throw StorageError(damaged: path, "no metrics: \(error)")
    }
  }

  /// Unknown fields are ignored.
  init(json: [UInt8]) throws { self = try JSONFile.decode(Metrics.self, from: json, as: .document) }

  /// Absent counts by name are empty.
  package init(from decoder: any Decoder) throws {
    let json = try decoder.container(keyedBy: CodingKeys.self)
    func count(_ key: CodingKeys) throws -> Int {
      let count = try json.decode(Int.self, forKey: key)
      guard (0...NameCounts.countLimit).contains(count) else {
        throw JSONError.mismatched(field: key.stringValue, expected: "a count")
      }
      return count
    }
    events = try count(.events)
    sessions = try count(.sessions)
    labels = try json.decodeIfPresent(NameCounts.self, forKey: .labels) ?? labels
    techniques = try json.decodeIfPresent(NameCounts.self, forKey: .techniques) ?? techniques
    sourceSets = try json.decodeIfPresent(NameCounts.self, forKey: .sourceSets) ?? sourceSets
    velocity = try json.decodeIfPresent(ValueSummary.self, forKey: .velocity)
    openness = try json.decodeIfPresent(ValueSummary.self, forKey: .openness)
  }
}
