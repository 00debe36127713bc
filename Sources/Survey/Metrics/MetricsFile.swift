import Dataset
package import Files
import JSON

/// Reads a snapshot that was taken earlier.
package enum MetricsFile {
  /// Bytes.
  private static let sizeLimit = 64 << 20

  /// Fields that are not known are ignored, counts that are absent are empty.
  ///
  /// What is no snapshot is a `damaged` error that says what is wrong with it.
  package static func read(_ path: String) throws(StorageError) -> Metrics {
    let bytes = try FileSystem.read(path, limit: sizeLimit)
    do throws(JSONError) {
      return try metrics(bytes)
    } catch {
      throw StorageError(damaged: path, "no metrics: \(error)")
    }
  }

  /// The same from the document's bytes.
  static func metrics(_ bytes: [UInt8]) throws(JSONError) -> Metrics {
    var parser = JSONParser()
    let result: Result<Metrics, JSONError> = (bytes.isEmpty ? [0x20] : bytes).withUnsafeBytes {
      buffer in
      do throws(JSONError) {
        return .success(try metrics(try parser.parse(buffer)))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private static func metrics(_ root: JSONValue) throws(JSONError) -> Metrics {
    guard root.isObject else { throw .malformed("it is not an object") }
    var metrics = Metrics()
    metrics.events = try count(root, "num_events")
    metrics.sessions = try count(root, "num_sessions")
    metrics.labels = try counts(root, "label_counts")
    metrics.techniques = try counts(root, "technique_counts")
    metrics.sourceSets = try counts(root, "source_set_counts")
    metrics.velocity = try summary(root, "velocity_stats")
    metrics.openness = try summary(root, "openness_stats")
    return metrics
  }

  private static func count(_ root: JSONValue, _ name: String) throws(JSONError) -> Int {
    let count = try root.int(name)
    guard (0...countLimit).contains(count) else {
      throw .mismatched(field: name, expected: "a count")
    }
    return count
  }

  /// No manifest has more events; sums of such counts stay within an integer.
  private static let countLimit = 1 << 40
  private static let nameLimit = 1 << 20

  private static func counts(_ root: JSONValue, _ name: String) throws(JSONError) -> NameCounts {
    var counts = NameCounts(limit: .max)
    guard let value = root[name], !value.isNull else { return counts }
    guard value.isObject else { throw .mismatched(field: name, expected: "an object") }
    for field in value.fields {
      let label = Text(validated: field.key)
      guard let count = field.value.int, (0...countLimit).contains(count),
        counts.distinct < nameLimit
      else { throw .mismatched(field: name, expected: "an object of counts") }
      counts.add(label, count: count - counts[label])  // of equal keys the last counts
    }
    return counts
  }

  private static func summary(
    _ root: JSONValue, _ name: String
  ) throws(JSONError) -> ValueSummary? {
    guard let value = root[name], !value.isNull else { return nil }
    guard value.isObject else { throw .mismatched(field: name, expected: "an object") }
    return ValueSummary(
      p05: try value.double("p05"), p25: try value.double("p25"), p50: try value.double("p50"),
      p75: try value.double("p75"), p95: try value.double("p95"), min: try value.double("min"),
      max: try value.double("max"), mean: try value.double("mean"))
  }
}
