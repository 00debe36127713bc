/// A shard report as named by the worker that wrote it, synced and closed.
///
/// Its bytes depend on the shard and the positions left out alone (no host, pid, time, attempt):
/// reports of two attempts are compared by digest.
package struct Report: Hashable, Sendable, Codable {
  /// Relative to the bundle's reports folder, without `.` and `..`.
  package var path: String
  package var size: Int
  /// 64 lower-case hexadecimal digits.
  package var sha256: String

  package init(path: String, size: Int, sha256: String) {
    self.path = path
    self.size = size
    self.sha256 = sha256
  }
}

/// What a shard's report sums up to.
package struct Counts: Hashable, Sendable, Codable {
  package var events = 0
  package var sliced = 0
  package var skipped = 0
  package var duplicates = 0
  package var clipsTrain = 0
  package var clipsVal = 0
  /// Frames at the target rate.
  package var framesTrain = 0
  package var framesVal = 0

  package init() {}

  package static func + (left: Self, right: Self) -> Counts {
    var sum = left
    sum.events += right.events
    sum.sliced += right.sliced
    sum.skipped += right.skipped
    sum.duplicates += right.duplicates
    sum.clipsTrain += right.clipsTrain
    sum.clipsVal += right.clipsVal
    sum.framesTrain += right.framesTrain
    sum.framesVal += right.framesVal
    return sum
  }

  package static func - (left: Self, right: Self) -> Counts {
    var rest = left
    rest.events -= right.events
    rest.sliced -= right.sliced
    rest.skipped -= right.skipped
    rest.duplicates -= right.duplicates
    rest.clipsTrain -= right.clipsTrain
    rest.clipsVal -= right.clipsVal
    rest.framesTrain -= right.framesTrain
    rest.framesVal -= right.framesVal
    return rest
  }

  var all: [Int] {
    [events, sliced, skipped, duplicates, clipsTrain, clipsVal, framesTrain, framesVal]
  }
}

/// A lease rendered to the end.
package struct Completion: Hashable, Sendable, Codable {
  package var lease: Lease
  package var report: Report
  package var counts: Counts
  /// How many positions the grant told the worker to leave out.
  package var skipped: Int

  package init(lease: Lease, report: Report, counts: Counts, skipped: Int) {
    self.lease = lease
    self.report = report
    self.counts = counts
    self.skipped = skipped
  }
}
