package import Dataset

/// A file of a bundle, other than its clips, its record `metadata.json` and the state of its run.
package enum BundleDocument: Hashable, Sendable {
  case labels(Split)
  /// The split's `metadata.jsonl`.
  case rows(Split)
  case skipped
  case components
  case card
  /// `croissant.json`, which describes the rows to catalogues of data sets.
  case croissant
  case checksums

  /// The documents that the options require, in the order in which `SHA256SUMS` names them; that file comes
  /// last and does not name itself.
  package static func calledFor(by options: BundleOptions) -> [BundleDocument] {
    let rows: [Self] = options.huggingFace ? Split.allCases.map(Self.rows) : []
    return Split.allCases.map(Self.labels) + rows + [.skipped, .components, .card]
      + (options.huggingFace ? [.croissant] : []) + (options.checksums ? [.checksums] : [])
  }

  /// The documents that any options require.
  package static let all: [BundleDocument] = {
    var options = BundleOptions()
    options.huggingFace = true
    options.checksums = true
    return calledFor(by: options)
  }()

  /// The documents that the bundle's digest covers, in its order; each has a named digest of its own on record.
  package static let ofBundleDigest: [BundleDocument] =
    Split.allCases.map(Self.labels) + [.components]
}

extension BundleLayout {
  /// The path of a document.
  package func path(of document: BundleDocument) -> String {
    switch document {
    case .labels(let split): labels(of: split)
    case .rows(let split): huggingFaceRows(of: split)
    case .skipped: skipped
    case .components: components
    case .card: card
    case .croissant: croissant
    case .checksums: checksums
    }
  }

  /// The document's path relative to the bundle.
  package func name(of document: BundleDocument) -> String { relative(path(of: document)) }
}
