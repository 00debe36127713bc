package import Dataset
package import Files
import JSON

/// A plan on disk: a JSON line a shard, then one with the summary.
package struct PlanWriter: ~Copyable {
  private var file: OutputFile
  private var index = PlanIndex()

  package init(_ path: String) throws(StorageError) {
    self.init(file: try OutputFile(replacing: path))
  }

  private init(file: consuming OutputFile) { self.file = file }

  /// Adds the next shard's row: shards come in order, from 0.
  package mutating func append(_ shard: PlanShard) throws(StorageError) {
    let line = JSONFile.encode(shard)
    index.append(line, of: shard)
    try file.write(line + [0x0A])
  }

  package var shardCount: Int { index.count }

  /// Writes the summary, makes the plan durable and gives it its name; returns the digest by which the journal
  /// names the plan.
  package consuming func finish(
    _ summary: PlanSummary
  ) throws(StorageError) -> (FileStamp, PlanIndex) {
    try file.write(JSONFile.encode(summary) + [0x0A])
    let index = index
    return (try file.finish(), index)
  }

  package consuming func abandon() { file.abandon() }
}

/// The place of each shard's row in the plan's file: about 48 bytes a shard.
package struct PlanIndex: Sendable {
  private var offsets: [Int] = []
  private var digests: [ContentDigest] = []
  private var counts: [Int32] = []
  private var lengths: [Int32] = []
  /// Events of each split; -1 if the plan does not state them.
  private var trainCounts: [Int32] = []
  private var valCounts: [Int32] = []
  private var end = 0

  package init() {}

  package var count: Int { counts.count }

  /// Events of each shard, in shard order.
  package var eventCounts: [Int] { counts.map(Int.init) }

  /// Positions of each shard: its own events, and those that an earlier plan has counted.
  package var positionCounts: [Int] { lengths.map(Int.init) }

  fileprivate mutating func append(_ line: [UInt8], of shard: PlanShard) {
    offsets.append(end)
    digests.append(ContentDigest(of: line))
    counts.append(Int32(shard.counted))
    lengths.append(Int32(shard.eventCount))
    trainCounts.append(Int32(clamping: shard.splits?.train ?? -1))
    valCounts.append(Int32(clamping: shard.splits?.val ?? -1))
    end += line.count + 1
  }

  /// For each shard, the events per split that it counts and that have a session; nil if an older build made
  /// the plan.
  package var splitCounts: [SplitEvents?] {
    zip(trainCounts, valCounts).map { train, val in
      train < 0 || val < 0 ? nil : SplitEvents(train: Int(train), val: Int(val))
    }
  }

  /// The place of a shard's row in the plan of this number; the shard must belong to the plan.
  package subscript(shard: ShardIndex, plan plan: Int = 1) -> PlanRow {
    let number = shard.number
    let next = number + 1 < offsets.count ? offsets[number + 1] : end
    return PlanRow(
      plan: plan, offset: offsets[number], length: next - offsets[number] - 1,
      digest: digests[number].description)
  }
}

/// Reads a plan, whole or a row at a time; every byte is checked against a digest.
package enum PlanFile {
  /// Reads one shard's row and checks it.
  package static func shard(_ row: PlanRow, of path: String) throws(StorageError) -> PlanShard {
    let bytes = try FileSystem.read(
      path, from: row.offset, byteCount: row.length, isOurs: true)
    guard ContentDigest(of: bytes).description == row.digest,
      let shard = try? JSONFile.decode(PlanShard.self, from: bytes)
    else {
      throw StorageError(damaged: path, "its row at byte \(row.offset) is not the one planned")
    }
    return shard
  }

  /// Reads a whole plan of known digest: the index of its rows, and its summary.
  ///
  /// Memory: the index and one row, since the rows of a repair hold whole events.
  package static func read(
    _ path: String, sha256: String
  ) throws(StorageError) -> (PlanIndex, PlanSummary) {
    guard try FileSystem.sha256(of: path, isOurs: true) == sha256 else {
      throw StorageError(damaged: path, "it is not the plan that the journal names")
    }
    var lines = try LineReader(path, isOurs: true)
    var index = PlanIndex()
    var parser = JSONParser()
    var last = try lines.next()
    while let line = last, let following = try lines.next() {
      guard let shard = try? parser.decode(PlanShard.self, from: line) else {
        throw StorageError(damaged: path, "a row of it is not a shard")
      }
      index.append(line, of: shard)
      last = following
    }
    guard let last, let summary = try? JSONFile.decode(PlanSummary.self, from: last) else {
      throw StorageError(damaged: path, "its last line is not a summary")
    }
    return (index, summary)
  }
}
