/// How many clips have a level that is worth a look.
package struct LevelCounts: Hashable, Sendable, Codable {
  /// Clips whose peak lies below −60 dBFS, those of zeros alone among them.
  package private(set) var silent = 0
  /// Clips of zeros alone.
  package private(set) var digitalSilence = 0
  /// Clips that reach the largest or the least sample value, 32,767 or −32,768.
  package private(set) var fullScale = 0

  /// Counts nothing yet.
  package init() {}

  fileprivate mutating func add(_ level: ClipLevel) {
    if level.isSilent { silent += 1 }
    if level.isDigitalSilence { digitalSilence += 1 }
    if level.isFullScale { fullScale += 1 }
  }
}

/// Levels that are worth a look: in all, by label and by source set.
package struct LevelTable: Hashable, Sendable {
  /// Of all clips.
  package private(set) var all = LevelCounts()
  private var labels: [Text: LevelCounts] = [:]
  private var sources: [Text: LevelCounts] = [:]

  /// Counts nothing yet.
  package init() {}

  /// What a record states.
  package init(
    all: LevelCounts, byLabel: [Text: LevelCounts], bySource: [Text: LevelCounts]
  ) {
    (self.all, labels, sources) = (all, byLabel, bySource)
  }

  /// Counts a clip.
  package mutating func add(_ level: ClipLevel, label: Text, source: Text) {
    guard level.isSilent || level.isFullScale else { return }
    all.add(level)
    labels[label, default: LevelCounts()].add(level)
    sources[source, default: LevelCounts()].add(level)
  }

  /// Labels that have such a clip, by their bytes.
  package var byLabel: [(name: Text, counts: LevelCounts)] { Self.sorted(labels) }

  /// Source sets that have such a clip, by their bytes.
  package var bySource: [(name: Text, counts: LevelCounts)] { Self.sorted(sources) }

  private static func sorted(_ counts: [Text: LevelCounts]) -> [(name: Text, counts: LevelCounts)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension ClipLevel {
  /// The largest magnitude below −60 dBFS: a thousandth of 32,768 is 32.768.
  private static let mostSilent = 32
  /// The magnitude of the largest sample.
  private static let fullScale = 32_767

  /// Whether no sample reaches −60 dBFS.
  package var isSilent: Bool { peak <= Self.mostSilent }
  /// Whether all samples are 0.
  package var isDigitalSilence: Bool { peak == 0 }
  /// Whether a sample has the largest or the least value that 16 bits hold.
  package var isFullScale: Bool { peak >= Self.fullScale }
}
