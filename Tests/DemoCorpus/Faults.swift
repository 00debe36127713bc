/// The faults of every real manifest, planted in a good one: each event of the result has one known fate.
struct Faults {
  /// Events that will be skipped, by reason, in a fixed order.
  let skipped: [(reason: String, count: Int)]
  /// Number of events that repeat another one.
  let duplicates: Int

  private let scale: Int

  /// The share of skipped events stays below 1 % from 1,000 events on, and does not grow with
  /// their number.
  init(events: Int) {
    scale = max(1, events / 2000)
    duplicates = 2 * scale
    skipped = [
      ("missing_file", 3 * scale), ("unreadable", scale), ("no_components", scale),
      ("out_of_range", 1), ("duplicate", duplicates),
    ]
  }

  /// A file that is there and holds no sound.
  static let damagedPath = "audio/rehearsal_mono/damaged.wav"

  /// Turns a few of `events` into faulty ones and adds the duplicates.
  func plant(in events: inout [ManifestEvent], generator: inout SeededGenerator) {
    var victims = Self.shuffledIndices(of: events, generator: &generator)
    func each(_ count: Int, _ change: (inout ManifestEvent, Int) -> Void) {
      for number in 0..<min(count, victims.count) { change(&events[victims.removeLast()], number) }
    }
    each(3 * scale) { event, number in
      event.audioPath = "audio/\(event.sourceSet)/lost tapes/take_\(number % 3 + 1).wav"
    }
    each(scale) { event, _ in event.audioPath = Self.damagedPath }
    each(scale) { event, _ in event.components = [] }
    each(1) { event, _ in event.onset += 3600 }
    // These are odd, and no fault: a label twice in one event, no id, ids that no file can have.
    each(2) { event, _ in event.components += event.components }
    each(3) { event, _ in event.eventID = nil }
    each(4) { event, number in
      let odd = ["take 7/", "über-", "../../", "a__"][number]
      event.eventID = odd + (event.eventID ?? "")
    }
    addDuplicates(of: victims, to: &events, generator: &generator)
  }

  private func addDuplicates(
    of victims: [Int], to events: inout [ManifestEvent], generator: inout SeededGenerator
  ) {
    let copies = victims.suffix(duplicates).map { events[$0] }
    for copy in copies { events.insert(copy, at: generator.below(events.count + 1)) }
  }

  private static func shuffledIndices(
    of events: [ManifestEvent], generator: inout SeededGenerator
  ) -> [Int] {
    // The first and the last event of a recording may mark its edges: they stay unchanged.
    let inner = events.indices.dropFirst().dropLast().filter {
      events[$0 - 1].audioPath == events[$0].audioPath
        && events[$0 + 1].audioPath == events[$0].audioPath
    }
    return generator.shuffled(inner)
  }
}

extension SeededGenerator {
  /// Fisher and Yates, written here because Swift promises no order for its own shuffle.
  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
    return elements
  }
}
