/// Numbers of clips at levels that are worth a look.
package struct LevelCounts: Hashable, Sendable, Codable {
  /// Clips whose peak is below −60 dBFS, including those of zeros alone.
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

/// Levels that are worth a look: in total, by label and by source set.
package struct LevelTable: Hashable, Sendable {
  /// Of all clips.
  package private(set) var all = LevelCounts()
  private var labels: [Text: LevelCounts] = [:]
  private var sources: [Text: LevelCounts] = [:]

  /// Counts nothing yet.
  package init() {}

  /// The table in a record.
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

  /// Labels with such a clip, by their bytes.
  package var byLabel: [(name: Text, counts: LevelCounts)] { Self.sorted(labels) }

  /// Source sets with such a clip, by their bytes.
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

  /// True if no sample reaches −60 dBFS.
  package var isSilent: Bool { peak <= Self.mostSilent }
  /// True if all samples are 0.
  package var isDigitalSilence: Bool { peak == 0 }
  /// True if a sample has the largest or the least 16-bit value.
  package var isFullScale: Bool { peak >= Self.fullScale }
}
