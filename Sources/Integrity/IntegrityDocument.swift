import Dataset
import Files
import JSON

/// The report as a document.
struct IntegrityDocument: Codable {
  let passed, verifiedManifests, recomputedDigests: Bool
  let maxChecks: Int?
  let datasets: [DatasetPart]

  struct DatasetPart: Codable {
    let name: String
    let passed: Bool
    let roots: [Root]
    let checksumManifest, manifestProblem: String?
    let verified: Bool
    let checked: Int
    let cutShort: Bool
    let sound, malformed, refused, missing, unreadable, changed, bytesHashed: Int
    let examples: OrderedFields<[Example]>
  }

  struct Root: Codable {
    let path, state: String
    let words: String?
  }

  struct Example: Codable {
    let line: Int
    let path: String?
    let words: String
  }
}

extension IntegrityReport {
  /// The whole report as JSON.
  package func json() -> [UInt8] {
    JSONFile.document(
      IntegrityDocument(
        passed: failed.isEmpty,
        verifiedManifests: request.verifiesManifests || request.recomputesDigests,
        recomputedDigests: request.recomputesDigests, maxChecks: request.maxChecks,
        datasets: datasets.map { .init($0) }))
  }
}

extension IntegrityDocument.DatasetPart {
  init(_ report: DatasetReport) {
    let counts = report.faults
    self.init(
      name: report.name, passed: report.hasPassed,
      roots: report.roots.map {
        .init(path: $0.path, state: $0.state.name, words: $0.state.words)
      },
      checksumManifest: report.checksumManifest, manifestProblem: report.manifestProblem,
      verified: report.isVerified, checked: report.checked, cutShort: report.isCutShort,
      sound: report.sound, malformed: counts[.malformed] ?? 0, refused: counts[.refused] ?? 0,
      missing: counts[.missing] ?? 0, unreadable: counts[.unreadable] ?? 0,
      changed: counts[.changed] ?? 0, bytesHashed: report.bytesHashed,
      examples: OrderedFields(
        EntryFault.allCases.map { fault in
          let examples = (report.examples[fault] ?? []).map {
            IntegrityDocument.Example(
              line: $0.line, path: $0.path?.description, words: $0.words)
          }
          return (Text(fault.rawValue), examples)
        }))
  }
}
