/// The parts of an event that statistics use beyond those of its clips.
///
/// A value that is absent, null or of another kind is nil.
package struct EventDetails: Hashable, Sendable {
  /// One for each of the event's labels, in the same order.
  package var components: [ComponentDetails] = []
  /// Trimmed, none empty, in the manifest's order.
  package var techniques: [Text] = []
  package var isSynthetic: Bool?
  package var isNegativeExample = false
  package var mixContext: Text?
  package var bleedLevel: Text?
  /// Integrated loudness in LUFS.
  package var loudness: Double?
  /// Highest sample in dBFS.
  package var peak: Double?
  package var drummerID: Text?

  package init() {}
}

/// The parts of a labelled component that statistics use.
package struct ComponentDetails: Hashable, Sendable {
  /// Meant to lie in 0...1; not checked.
  package var velocity: Double?
  /// 0 is closed, 1 is open; not checked.
  package var openness: Double?
  package var dynamicBucket: Text?

  package init() {}
}
