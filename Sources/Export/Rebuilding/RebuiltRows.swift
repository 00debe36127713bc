import Bundle
import Dataset
import Files

/// All rows that a bundle's own files state, in the order of their ordinals.
///
/// The rows of one manifest come out in manifest order. If several manifests made them, each file keeps its order,
/// and between the files the smaller ordinal comes first.
struct RebuiltRows: ~Copyable {
  private var train: PublishedClips
  private var val: PublishedClips
  private let skipped: [ReportRow]
  private var nextSkipped = 0
  private var heads: (train: ReportRow?, val: ReportRow?) = (nil, nil)
  private var hasBegun = false

  init(
    _ published: PublishedMetadata, _ skipped: [ReportRow], in bundle: BundleLayout
  ) throws(StorageError) {
    let (options, fanout) = (published.options, published.fanout)
    self.init(
      train: try PublishedClips(.train, in: bundle, options: options, fanout: fanout),
      val: try PublishedClips(.val, in: bundle, options: options, fanout: fanout), skipped)
  }

  private init(
    train: consuming PublishedClips, val: consuming PublishedClips, _ skipped: [ReportRow]
  ) {
    self.train = train
    self.val = val
    self.skipped = skipped
  }

  mutating func next() throws(StorageError) -> ReportRow? {
    if !hasBegun { heads = (try train.next(), try val.next()) }
    hasBegun = true
    let other = nextSkipped < skipped.count ? skipped[nextSkipped] : nil
    let smallest = [heads.train, heads.val, other].compactMap { $0?.event.ordinal }.min()
    if let row = heads.train, row.event.ordinal == smallest {
      heads.train = try train.next()
      return row
    }
    if let row = heads.val, row.event.ordinal == smallest {
      heads.val = try val.next()
      return row
    }
    if other != nil { nextSkipped += 1 }
    return other
  }
}

/// Finds the rows of a bundle whose event an earlier row counts already: one that a later manifest gave more labels.
struct ContinuedEvents {
  /// Number of them that are left.
  private var left: Int
  private var seen: Set<Text> = []

  init(count: Int) { left = count }

  /// True if some of them were not found.
  var areMissing: Bool { left > 0 }

  mutating func mark(_ row: inout ReportRow) {
    guard left > 0 else { return }
    if seen.insert(row.event.clipID).inserted { return }
    guard case .rendered = row.outcome else { return }
    row.share.continues = true
    left -= 1
  }
}
