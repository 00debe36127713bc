package import Dataset

/// A file of a bundle besides its clips, its record `metadata.json` and the state of its run.
package enum BundleDocument: Hashable, Sendable {
  case labels(Split)
  /// The split's `metadata.jsonl`.
  case rows(Split)
  case skipped
  case components
  case card
  case checksums

  /// Those that options call for, in the order in which `SHA256SUMS` names them; it comes last and does
  /// not name itself.
  package static func calledFor(by options: BundleOptions) -> [BundleDocument] {
    let rows: [Self] = options.huggingFace ? Split.allCases.map(Self.rows) : []
    return Split.allCases.map(Self.labels) + rows + [.skipped, .components, .card]
      + (options.checksums ? [.checksums] : [])
  }

  /// Those that any options call for.
  package static let all: [BundleDocument] = {
    var options = BundleOptions()
    options.huggingFace = true
    options.checksums = true
    return calledFor(by: options)
  }()

  /// Those that the bundle's digest covers, in its order; each has a digest of its own name on record.
  package static let ofBundleDigest: [BundleDocument] =
    Split.allCases.map(Self.labels) + [.components]
}

extension BundleLayout {
  /// Where a document lies.
  package func path(of document: BundleDocument) -> String {
    switch document {
    case .labels(let split): labels(of: split)
    case .rows(let split): huggingFaceRows(of: split)
    case .skipped: skipped
    case .components: components
    case .card: card
    case .checksums: checksums
    }
  }

  /// The document's path relative to the bundle.
  package func name(of document: BundleDocument) -> String { relative(path(of: document)) }
}
