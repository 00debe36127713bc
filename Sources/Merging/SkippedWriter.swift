import Bundle
import Dataset
import Files
import JSON

/// Writes `skipped.jsonl`: rows in the order of the manifest.
///
/// Where shards are units, those of one split overlap those of the other. Then each split's rows, which rise by
/// themselves, wait in a file until all are there.
struct SkippedWriter: ~Copyable {
  private var output: OutputFile
  private var train: WaitingRows?
  private var val: WaitingRows?
  private var text = JSONText()

  init(in bundle: BundleLayout, _ layout: ClipLayout) throws(StorageError) {
    let output = try OutputFile(replacing: bundle.skipped)
    switch layout {
    case .files: self.init(output, nil, nil)
    case .tar:
      self.init(
        output, try WaitingRows(at: bundle.waitingLines(of: "skipped-train")),
        try WaitingRows(at: bundle.waitingLines(of: "skipped")))
    }
  }

  private init(
    _ output: consuming OutputFile, _ train: consuming WaitingRows?, _ val: consuming WaitingRows?
  ) {
    self.output = output
    self.train = train
    self.val = val
  }

  /// Adds an event without clips; `unit` is the split whose unit its shard is, nil where shards are no units.
  mutating func append(
    _ event: Event, _ reason: SkipReason, detail: String, of unit: Split?
  ) throws(StorageError) {
    text.removeAll()
    text.write(skipped: event, reason, detail: detail)
    switch unit {
    case nil: try output.write(text.bytes)
    case .train: try train?.append(text.bytes, event.ordinal)
    case .val: try val?.append(text.bytes, event.ordinal)
    }
  }

  consuming func finish() throws(StorageError) -> FileStamp {
    guard let train = train.take(), let val = val.take() else { return try output.finish() }
    var output = output
    var one = try train.finish()
    var other = try val.finish()
    while let ordinal = one.ordinal ?? other.ordinal {
      let isOne = one.ordinal != nil && ordinal <= other.ordinal ?? .max
      if let row = isOne ? try one.next() : try other.next() { try output.write(row) }
    }
    try one.remove()
    try other.remove()
    return try output.finish()
  }
}

/// Rows that wait in a file: 8 bytes of memory a row.
private struct WaitingRows: ~Copyable {
  private let path: String
  private var file: OutputFile
  private var ordinals: [Int] = []

  init(at path: String) throws(StorageError) {
    self.init(path: path, file: try OutputFile(replacing: path))
  }

  private init(path: String, file: consuming OutputFile) {
    self.path = path
    self.file = file
  }

  mutating func append(_ row: [UInt8], _ ordinal: Int) throws(StorageError) {
    ordinals.append(ordinal)
    try file.write(row)
  }

  consuming func finish() throws(StorageError) -> Reader {
    let (path, ordinals) = (path, ordinals)
    _ = try file.finish()
    return Reader(path: path, lines: try LineReader(path, isOurs: true), ordinals: ordinals)
  }

  /// The rows again, in their order.
  struct Reader: ~Copyable {
    let path: String
    var lines: LineReader
    let ordinals: [Int]
    var place = 0

    /// That of the next row; nil at the end.
    var ordinal: Int? { place < ordinals.count ? ordinals[place] : nil }

    mutating func next() throws(StorageError) -> [UInt8]? {
      place += 1
      return try lines.next().map { $0 + [0x0A] }
    }

    consuming func remove() throws(StorageError) { try FileSystem.remove(path) }
  }
}
