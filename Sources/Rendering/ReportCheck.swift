package import Bundle
package import Dataset
package import Files

/// Compares a report with its claimed shard: it must have a row for each planned event, about that event and no
/// other, with numbers that a renderer can produce.
///
/// Clips have no paths in a report: they are named by their event, and so stay in the bundle. Some of them are read
/// and compared with their rows. A worker with a valid key can still lie about the contents of a recording.
package struct ReportCheck: Sendable {
  /// The result of inspecting a report.
  package enum Finding: Hashable, Sendable {
    case sound
    /// Not there as claimed; on a network file system it may yet appear.
    case invisible(words: String)
    /// No renderer writes such a report.
    case unsound(words: String)
  }

  private let job: RenderJob
  private let row: PlanRow
  private let quarantined: [Int]
  private let sampleSize: Int

  /// Bytes of a report for each byte of its range of the manifest, of its row of the plan, and for each event: texts
  /// that rows repeat may grow by escapes, and the library's messages are short.
  private static let growth = 8
  private static let bytesPerEvent = 1 << 13
  private static let bytesAtLeast = 1 << 16

  /// A check of reports about the shard of this plan row, without these positions, with this many of its clips read.
  package init(_ job: RenderJob, row: PlanRow, quarantined: [Int], sampleSize: Int) {
    self.job = job
    self.row = row
    self.quarantined = quarantined
    self.sampleSize = sampleSize
  }

  /// Reads the report; `claimed` is the sum of its rows according to its writer.
  ///
  /// Throws if the plan cannot be read: that is not the report's fault.
  package func finding(_ report: FileStamp, _ claimed: Tally) throws(StorageError) -> Finding {
    let shard = try PlanFile.shard(row, of: job.layout.plan(row.plan))
    let most =
      Self.growth * (shard.byteCount + row.length) + Self.bytesPerEvent * shard.eventCount
      + Self.bytesAtLeast
    guard report.size <= most else {
      return .unsound(words: "\(report.size) bytes are too many for its shard")
    }
    let reader: ReportReader
    do throws(StorageError) {
      reader = try ReportReader(report, beneath: job.layout.reports)
    } catch {
      return error.mayAppear
        ? .invisible(words: error.description) : .unsound(words: error.description)
    }
    return check(reader, shard, claimed, report.path)
  }

  private func check(
    _ reader: consuming ReportReader, _ shard: PlanShard, _ claimed: Tally,
    _ path: String
  ) -> Finding {
    var expected: ExpectedRows
    do throws(RenderFailure) {
      expected = try ExpectedRows(shard, job, quarantined)
    } catch {
      return .invisible(words: error.words)
    }
    var tally = Tally()
    var sample = ClipSample(of: sampleSize, job, report: path)
    var unit = UnitExpectation(reader.unit, job, report: path)
    do throws(StorageError) {
      while let row = try reader.next() {
        if let fault = expected.fault(of: row) {
          return .unsound(words: "its row of event \(row.event.ordinal) \(fault)")
        }
        if let fault = unit.fault(of: row) {
          return .unsound(words: "its row of event \(row.event.ordinal) \(fault)")
        }
        tally.add(row, valRatio: job.options.clips.valRatio)
        sample.offer(row)
      }
    } catch {
      return .unsound(words: error.description)
    }
    guard expected.isAtEnd else { return .unsound(words: "it lacks rows") }
    guard tally.abridged == claimed else {
      return .unsound(words: "its rows sum up to other counts")
    }
    if let finding = unit.finding() { return finding }
    return sample.finding()
  }
}

extension StorageError {
  /// True if a file that another node has just written may look like this for a while.
  var mayAppear: Bool {
    switch kind {
    case .notThere, .unreachable, .damaged: true
    case .notPermitted, .full, .tooLarge, .name, .readOnly, .exists, .busy, .irregular, .other:
      false
    }
  }
}
