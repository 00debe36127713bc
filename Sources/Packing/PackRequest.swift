package import Dataset

/// Which bundle is written again, where and how.
package struct PackRequest: Sendable {
  /// What may be at the output.
  package enum Start: Sendable {
    /// Nothing, or an empty folder.
    case fresh
    /// An earlier pack, which goes.
    case overwriting
    /// What an interrupted pack left, which is gone on with.
    case resuming
  }

  /// The bundle's folder.
  package var bundle: String
  /// The folder to write.
  package var output: String
  package var form: PackForm
  package var start = Start.fresh
  package var part = PackPart()
  /// Requested clips at which a unit, and with it a file, ends.
  package var unitClips = Self.usualUnitClips
  /// Whether `SHA256SUMS` is written.
  package var checksums = false
  package var threads = 1

  /// As an export to tars has it.
  package static let usualUnitClips = 4096

  package init(_ bundle: String, as form: PackForm, to output: String) {
    self.bundle = bundle
    self.form = form
    self.output = output
  }
}

/// Which of a bundle's clips are written.
package struct PackPart: Hashable, Sendable {
  /// Nil for both splits.
  package var split: Split?
  /// Labels whose clips are written; empty for all.
  package var labels: [Text] = []
  /// Bytes that the clips' files have together at most; each split gets its share, from its beginning.
  package var mostBytes: Int?

  package init() {}

  var isWhole: Bool { self == PackPart() }
  var splits: [Split] { split.map { [$0] } ?? Split.allCases }
}
