package import Dataset

/// A kind of damage that a bundle can have.
package enum BundleFault: String, CaseIterable, Hashable, Sendable {
  /// metadata.json is missing, or says that events remain.
  case incomplete
  /// A document is missing or cannot be read.
  case damagedDocument = "damaged_document"
  /// A document is not the one whose digest metadata.json states.
  case changedDocument = "changed_document"
  /// A labelled clip is missing.
  case missingClip = "missing_clip"
  /// A file in a split's folder that no row names.
  case unlabelledFile = "unlabelled_file"
  /// A clip is not the one whose digest the bundle states.
  case changedClip = "changed_clip"
  case undecodableClip = "undecodable_clip"
  case wrongRate = "wrong_rate"
  /// A clip does not have the frames that its row states.
  case wrongLength = "wrong_length"
  /// A clip is not mono, 16 bit and in the bundle's file format.
  case wrongFormat = "wrong_format"
  /// A row that contradicts its clip's name, the classes, another row, or its other half.
  case wrongRow = "wrong_row"
  /// A row in the split that its session does not belong to.
  case wrongSplit = "wrong_split"
  case sessionInBothSplits = "session_in_both_splits"
  /// A number of metadata.json or components.json that differs from that of the rows.
  case wrongCount = "wrong_count"

  /// The kind in words for people.
  package var title: String {
    switch self {
    case .incomplete: "Incomplete"
    case .damagedDocument: "Damaged documents"
    case .changedDocument: "Changed documents"
    case .missingClip: "Missing clips"
    case .unlabelledFile: "Files that no row names"
    case .changedClip: "Changed clips"
    case .undecodableClip: "Clips that do not decode"
    case .wrongRate: "Clips of another rate"
    case .wrongLength: "Clips of another length"
    case .wrongFormat: "Clips of another format"
    case .wrongRow: "Wrong label rows"
    case .wrongSplit: "Rows in the wrong split"
    case .sessionInBothSplits: "Sessions in both splits"
    case .wrongCount: "Counts that do not agree"
    }
  }
}

/// The faults that were found: the number of each kind, and the first of them by name.
package struct BundleFaults: Sendable {
  /// One fault as an example of its kind.
  package struct Example: Hashable, Sendable, Codable {
    /// A path relative to the bundle, a session, or the name of a count.
    package let name: Text
    /// The details of the fault; may be empty.
    package let detail: String
  }

  /// The number of examples that are kept of a kind.
  package static let named = 20

  private var counts: [BundleFault: Int] = [:]
  private var examples: [BundleFault: [Example]] = [:]

  mutating func add(_ fault: BundleFault, _ name: Text, _ detail: String = "") {
    counts[fault, default: 0] += 1
    if examples[fault]?.count ?? 0 < Self.named {
      examples[fault, default: []].append(Example(name: name, detail: detail))
    }
  }

  mutating func add(_ fault: BundleFault, _ name: String, _ detail: String = "") {
    add(fault, Text(name), detail)
  }

  package func count(_ fault: BundleFault) -> Int { counts[fault] ?? 0 }

  /// The first faults of a kind, in the order in which they were found.
  package func examples(_ fault: BundleFault) -> [Example] { examples[fault] ?? [] }

  /// The number of faults of all kinds.
  package var total: Int { counts.values.reduce(0, +) }
}
