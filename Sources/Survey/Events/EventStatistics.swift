package import Dataset

/// The contents of a manifest's events.
package struct EventStatistics: Sendable {
  package private(set) var events = 0
  /// Events with at least one labelled component.
  package private(set) var withComponents = 0
  /// Labelled components.
  package private(set) var components = 0
  /// Values that were present but unusable.
  package private(set) var invalidValues = 0
  package private(set) var negativeExamples = 0
  package private(set) var labels = LabelTable()
  package private(set) var sources = LengthBySource()
  package private(set) var duplicates = Duplicates()
  /// Events by split.
  package private(set) var splitEvents: [Split: Int] = [:]
  package private(set) var splitSessions: [Split: Int] = [:]
  package private(set) var withoutSession = 0
  package private(set) var real = 0
  package private(set) var synthetic = 0
  package private(set) var velocity = Histogram()
  package private(set) var openness = Histogram()
  package private(set) var dynamics = NameCounts()
  package private(set) var techniques = NameCounts()
  package private(set) var bleed = NameCounts()
  package private(set) var mix = NameCounts()
  package private(set) var drummers = NameCounts()
  /// Spreads; nil if no event has such a value.
  package private(set) var velocitySummary: ValueSummary?
  package private(set) var opennessSummary: ValueSummary?
  /// LUFS.
  package private(set) var loudness: ValueSummary?
  /// dBFS.
  package private(set) var peak: ValueSummary?

  private let valRatio: Double
  private var sessions = DigestSet()
  private var lastSession: (name: Text, split: Split)?
  private var velocities = ValueCounts()
  private var opennesses = ValueCounts()
  private var loudnesses = ValueCounts()
  private var peaks = ValueCounts()

  /// Windows are counted in frames of this many Hz.
  package static let rate = 44_100

  init(valRatio: Double) { self.valRatio = valRatio }

  mutating func add(_ event: Event, _ details: EventDetails) {
    events += 1
    let split = split(of: event.sessionID)
    splitEvents[split, default: 0] += 1
    if !event.labels.isEmpty { withComponents += 1 }
    components += event.labels.count
    invalidValues += event.invalidFields.count
    noteEvent(details)
    sources.add(
      event.sourceSet, events: 1, clips: event.labels.count,
      frames: event.hasOnset ? event.window.frames(at: Self.rate)?.count ?? 0 : 0)
    duplicates.add(event, split)
    for (label, component) in zip(event.labels, details.components) {
      labels.add(label, split, isSynthetic: details.isSynthetic)
      noteComponent(component)
    }
  }

  private mutating func noteEvent(_ details: EventDetails) {
    if details.isNegativeExample { negativeExamples += 1 }
    switch details.isSynthetic {
    case true?: synthetic += 1
    case false?: real += 1
    case nil: break
    }
    for technique in details.techniques { techniques.add(technique) }
    if let level = details.bleedLevel { bleed.add(level) }
    if let context = details.mixContext { mix.add(context) }
    if let drummer = details.drummerID { drummers.add(drummer) }
    if let value = details.loudness { loudnesses.add(value) }
    if let value = details.peak { peaks.add(value) }
  }

  private mutating func noteComponent(_ component: ComponentDetails) {
    velocity.add(component.velocity)
    openness.add(component.openness)
    if let value = component.velocity { velocities.add(value) }
    if let value = component.openness { opennesses.add(value) }
    if let bucket = component.dynamicBucket { dynamics.add(bucket) }
  }

  /// The split of a session, which is also counted; events of one session mostly follow each other.
  private mutating func split(of session: Text) -> Split {
    if session.isEmpty { withoutSession += 1 }
    if let lastSession, lastSession.name == session { return lastSession.split }
    let split = Split(session: session, valRatio: valRatio)
    lastSession = (session, split)
    if !session.isEmpty, sessions.insert(ContentDigest(of: session.bytes)) {
      splitSessions[split, default: 0] += 1
    }
    return split
  }

  /// Computes the spreads once all events were added.
  mutating func finish() {
    velocitySummary = velocities.summary()
    opennessSummary = opennesses.summary()
    loudness = loudnesses.summary()
    peak = peaks.summary()
  }

  /// Duplicates among the labelled components, 0...1.
  package var duplicationRate: Double {
    components == 0 ? 0 : Double(duplicates.total) / Double(components)
  }
}
