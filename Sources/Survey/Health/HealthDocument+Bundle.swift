import Bundle
import Dataset
import JSON

extension HealthDocument {
  /// The contents of a bundle, and its faults.
  struct BundlePart: Codable {
    let path: String
    let faults, clips, removedEvents: Int
    let splitCounts: Splits
    let sampleRate, clipsDecoded, clipBytes, repeatedAudio: Int
    let bundleDigest: String?
    let sessions: Splits
    let labels: [LabelRow]
    let sources: [SourceRow]
    let skipReasons: NameCounts
    let checks: OrderedFields<Check>

    struct Check: Codable {
      let count: Int
      let examples: [BundleFaults.Example]
    }

    init(_ bundle: BundleFindings, _ findings: ClipFindings?) {
      path = bundle.path
      faults = bundle.faults.total
      clips = bundle.clipCount
      removedEvents = bundle.removedEvents
      splitCounts = Splits(bundle.clips)
      sampleRate = bundle.sampleRate
      clipsDecoded = bundle.clipsRead
      clipBytes = bundle.bytesRead
      repeatedAudio = findings?.repeatedAudio ?? 0
      bundleDigest = bundle.digest
      sessions = Splits(bundle.sessions)
      labels = LabelRow.rows(bundle.labels)
      sources = SourceRow.rows(bundle.sources, rate: bundle.sampleRate)
      skipReasons = bundle.skipped
      checks = OrderedFields(
        BundleFault.allCases.map { fault in
          let check = Check(
            count: bundle.faults.count(fault), examples: bundle.faults.examples(fault))
          return (Text(fault.rawValue), check)
        })
    }
  }
}
