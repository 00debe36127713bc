import Dataset
import JSON

extension BundleCheck {
  /// Compares the numbers of metadata.json and components.json with the rows.
  mutating func compareCounts() {
    compareClasses()
    guard let record else { return }
    for split in Split.allCases {
      let (clips, frames) = (findings.clips[split] ?? 0, findings.frames[split] ?? 0)
      compare("split_counts.\(split.rawValue)", record.splitCounts?[split], clips)
      compare(
        "statistics.\(split.rawValue)_clips", record.statistics?.clips(of: split),
        clips)
      compare(
        "split_durations_seconds.\(split.rawValue)", record.splitDurationsSeconds?[split], frames)
    }
    compare("statistics.written_clips", record.statistics?.writtenClips, findings.clipCount)
    compareLabels(record)
    compareSources(record)
    compareSkips(record)
    if areLevelsKnown, let levels = record.levels { compareLevels(levels) }
  }

  private mutating func compareLevels(_ stated: MetadataDocument.Levels) {
    var left = Dictionary(stated.numbers.map { ($0.name, $0.count) }) { $1 }
    for (name, count) in MetadataDocument.Levels(findings.statedLevels).numbers {
      compare(name, left.removeValue(forKey: name), count)
    }
    for (name, count) in left.sorted(by: { $0.key < $1.key }) where count != 0 {
      compare(name, count, 0)
    }
  }

  private mutating func compare(_ name: Text, _ stated: Int?, _ found: Int) {
    if stated == found { return }
    let words = stated.map { "metadata.json says \($0)" } ?? "metadata.json does not say it"
    findings.faults.add(.wrongCount, name, "\(words), the bundle has \(found)")
  }

  private mutating func compare(_ name: String, _ stated: Int?, _ found: Int) {
    compare(Text(name), stated, found)
  }

  private mutating func compare(_ name: String, _ stated: Double?, _ frames: Int) {
    let found = Double(frames) / Double(findings.sampleRate)
    if stated == found { return }
    let words = stated.map { "metadata.json says \($0) s" } ?? "metadata.json does not say it"
    findings.faults.add(.wrongCount, name, "\(words), the rows have \(found) s")
  }

  private mutating func compareClasses() {
    guard classes != nil else { return }
    for row in findings.labels.rows where classCounts[row.label] ?? 0 != row.counts.total {
      let stated = classCounts[row.label].map(String.init) ?? "nothing"
      findings.faults.add(
        .wrongCount, Text("components.json counts.\(row.label)"),
        "it says \(stated), the rows have \(row.counts.total)")
    }
    for (label, count) in classCounts.sorted(by: { $0.key < $1.key })
    where count != 0 && findings.labels[label] == nil {
      findings.faults.add(
        .wrongCount, Text("components.json counts.\(label)"), "it says \(count), the rows have none"
      )
    }
  }

  private mutating func compareLabels(_ record: MetadataDocument) {
    var stated = record.labelCounts?.byName ?? [:]
    for row in findings.labels.rows {
      compare(Text("label_counts.\(row.label)"), stated[row.label], row.counts.total)
      stated[row.label] = nil
    }
    for (label, count) in stated.sorted(by: { $0.key < $1.key }) where count != 0 {
      compare(Text("label_counts.\(label)"), count, 0)
    }
  }

  private mutating func compareSources(_ record: MetadataDocument) {
    var stated = record.durationSecondsBySource?.byName ?? [:]
    for row in findings.sources.rows {
      compare("duration_seconds_by_source.\(row.name)", stated[row.name], row.frames)
      stated[row.name] = nil
    }
    for (name, seconds) in stated.sorted(by: { $0.key < $1.key }) where seconds != 0 {
      compare("duration_seconds_by_source.\(name)", seconds, 0)
    }
  }

  private mutating func compareSkips(_ record: MetadataDocument) {
    var stated = record.skipReasons?.byName ?? [:]
    for row in findings.skipped.byName {
      compare(Text("skip_reasons.\(row.name)"), stated[row.name], row.count)
      stated[row.name] = nil
    }
    for (reason, count) in stated.sorted(by: { $0.key < $1.key }) where count != 0 {
      compare(Text("skip_reasons.\(reason)"), count, 0)
    }
    let skipped = findings.skipped.total
    compare("statistics.skipped_total", record.statistics?.skippedTotal, skipped)
    compare(
      "statistics.total_events", record.statistics?.totalEvents,
      (record.statistics?.slicedEvents ?? 0) + skipped)
  }
}
