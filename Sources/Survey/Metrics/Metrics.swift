package import Dataset
package import Files
import JSON
import Manifest

/// A snapshot of a manifest for comparison with a later one.
package struct Metrics: Sendable, Codable {
  /// Events, without malformed lines.
  package internal(set) var events = 0
  /// Distinct sessions; events without one belong to none.
  package internal(set) var sessions = 0
  /// Labelled components by label.
  package internal(set) var labels = NameCounts(limit: .max)
  /// Events' techniques, each as often as it is named.
  package internal(set) var techniques = NameCounts(limit: .max)
  /// Events by source set.
  package internal(set) var sourceSets = NameCounts(limit: .max)
  /// Of labelled components; nil if none has one.
  package internal(set) var velocity: ValueSummary?
  /// Of labelled components; nil if none has one.
  package internal(set) var openness: ValueSummary?

  enum CodingKeys: String, CodingKey {
    case events = "num_events"
    case sessions = "num_sessions"
    case labels = "label_counts"
    case techniques = "technique_counts"
    case sourceSets = "source_set_counts"
    case velocity = "velocity_stats"
    case openness = "openness_stats"
  }

  init() {}

  /// Takes the snapshot; malformed lines are counted separately.
  package static func read(
    _ manifest: String, _ fields: FieldOptions = FieldOptions(),
    progress: (ManifestProgress) -> Void = { _ in }
  ) throws(ManifestError) -> (metrics: Metrics, facts: ManifestFacts) {
    var snapshot = Snapshot()
    let facts = try ManifestWalk.read(manifest, fields, progress: progress) { event, details in
      snapshot.add(event, details)
    }
    return (snapshot.finish(), facts)
  }

  /// A snapshot that is being taken.
  struct Snapshot {
    private var metrics = Metrics()
    private var velocity = ValueCounts()
    private var openness = ValueCounts()
    private var sessions = DigestSet()

    /// Takes the manifest's next event.
    mutating func add(_ event: Event, _ details: EventDetails) {
      metrics.events += 1
      metrics.sourceSets.add(event.sourceSet)
      if !event.sessionID.isEmpty {
        _ = sessions.insert(ContentDigest(of: event.sessionID.bytes))
      }
      for label in event.labels { metrics.labels.add(label) }
      for technique in details.techniques { metrics.techniques.add(technique) }
      for component in details.components {
        if let value = component.velocity { velocity.add(value) }
        if let value = component.openness { openness.add(value) }
      }
    }

    /// The snapshot of all events so far.
    consuming func finish() -> Metrics {
      var metrics = metrics
      metrics.sessions = sessions.count
      metrics.velocity = velocity.summary()
      metrics.openness = openness.summary()
      return metrics
    }
  }
}
