import Dataset

/// Oddities in the values of some events.
struct ValueLook {
  private(set) var onsets: Inspection.OnsetRange?
  private(set) var oddities: [String] = []
  /// The most frequent first, then by name.
  private(set) var labels: [(label: Text, count: Int)] = []

  private static let groupsNamed = 5
  /// Seconds after which an onset is hardly in seconds.
  private static let longest = 36_000.0

  init(_ seen: [Inspector.Seen], lengths: [SourceKey: AudioLook.Length]) {
    let values = seen.filter(\.event.hasOnset).map(\.event.window.onset).sorted()
    if let first = values.first, let last = values.last {
      onsets = Inspection.OnsetRange(least: first, median: values[values.count / 2], greatest: last)
    }
    var counts: [Text: Int] = [:]
    for one in seen { for label in one.event.labels { counts[label, default: 0] += 1 } }
    labels = counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    noteLacking(seen)
    noteOnsets(values)
    noteLengths(seen, lengths)
    noteLabels()
    noteSessions(seen)
  }

  private static func events(_ count: Int) -> String {
    "\(count) \(count == 1 ? "event" : "events")"
  }

  private mutating func noteLacking(_ seen: [Inspector.Seen]) {
    let lacking = [
      ("audio_path", seen.count { $0.event.audioPath == nil }),
      ("onset_time that is a number", seen.count { !$0.event.hasOnset }),
      ("label in components", seen.count { $0.event.labels.isEmpty }),
    ]
    // Values that no event has are reported with the fields.
    for (field, count) in lacking where count > 0 && count < seen.count {
      oddities.append("no \(field): \(Self.events(count)) of the \(seen.count) read")
    }
  }

  // MARK: Onsets

  private mutating func noteOnsets(_ values: [Double]) {
    guard let first = values.first, let last = values.last else { return }
    if values.count > 1, first == last {
      oddities.append("all \(values.count) onsets are equal: \(first)")
    }
    let negative = values.prefix { $0 < 0 }.count
    if negative > 0 { oddities.append("negative onsets: \(Self.events(negative))") }
  }

  private mutating func noteLengths(
    _ seen: [Inspector.Seen], _ lengths: [SourceKey: AudioLook.Length]
  ) {
    let known = seen.compactMap { one in
      one.event.hasOnset ? lengths[one.event.source].map { (one.event.window.onset, $0) } : nil
    }
    let beyond = known.filter { $0.0 >= $0.1.seconds }
    guard !beyond.isEmpty else {
      let far = seen.count { $0.event.hasOnset && $0.event.window.onset > Self.longest }
      if 2 * far > seen.count {
        oddities.append(
          "onsets beyond ten hours: \(Self.events(far)); are they milliseconds or samples?"
            + " onset_time is in seconds")
      }
      return
    }
    var words = "onsets beyond the recording's end: \(beyond.count) of \(known.count)"
    if 2 * beyond.count > known.count {
      let milliseconds = known.allSatisfy { $0.0 / 1000 < $0.1.seconds }
      let samples = known.allSatisfy { $0.0 < Double($0.1.frames) }
      let unit = milliseconds ? "milliseconds" : samples ? "samples" : nil
      if let unit { words += "; they fit as \(unit), and onset_time is in seconds" }
    }
    oddities.append(words)
  }

  // MARK: Labels and sessions

  private mutating func noteLabels() {
    let groups = Dictionary(grouping: labels.map(\.label)) { label in
      label.string.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "-" }
        .joined(separator: " ")
    }
    let twins = groups.values.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    guard !twins.isEmpty else { return }
    let named = twins.prefix(Self.groupsNamed).map { group in
      group.map { "“\($0)”" }.joined(separator: " and ")
    }.joined(separator: "; ")
    oddities.append("labels that differ in case, space or hyphen only: \(named)")
  }

  private mutating func noteSessions(_ seen: [Inspector.Seen]) {
    let sessions = Set(seen.map(\.event.sessionID))
    guard sessions.count == 1, let one = sessions.first, seen.count > 1 else { return }
    let split = Split(session: one, valRatio: ClipOptions().valRatio).rawValue
    oddities.append(
      one.isEmpty
        ? "no session_id: all events are one session, and all clips go to \(split)"
          + " (\(ExportOption.field.flag) session_id=audio_path splits by recording)"
        : "one session_id for all events read: all their clips go to \(split)")
  }
}
