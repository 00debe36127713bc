import Files
import Synchronization

/// How far a check is.
package struct IntegrityProgress: Hashable, Sendable {
  /// The data set that is looked at, and its place among all, from 1.
  package let name: String
  package let number: Int
  package let count: Int
  /// Lines of its checksum manifest, and bytes of files, that were looked at.
  package internal(set) var checked = 0
  package internal(set) var bytesHashed = 0
  /// Hundredths of the checksum manifest that were dealt out.
  package internal(set) var percent = 0
}

/// Looks at the data sets of a configuration, one after another.
///
/// Memory: a piece of a file and some lines for each thread, and the examples; it does not grow with
/// the number of files.
package enum IntegrityCheck {
  /// Looks at all of it; what is wrong is in the report.
  ///
  /// `watch` is called many times a second, on this thread; what it throws ends the check.
  package static func run(
    _ config: IntegrityConfig, _ request: IntegrityRequest,
    watch: (IntegrityProgress) throws -> Void
  ) throws -> IntegrityReport {
    var reports: [DatasetReport] = []
    for (position, entry) in config.datasets.enumerated() {
      let progress = IntegrityProgress(
        name: entry.name, number: position + 1, count: config.datasets.count)
      let report = try roots(of: entry) { try watch(progress) }
      reports.append(
        try verify(report, request) { lines in
          var progress = progress
          lines.describe(&progress)
          try watch(progress)
        })
    }
    return IntegrityReport(request: request, datasets: reports)
  }

  /// Looks at the roots on another thread: one whose server is gone may never answer.
  private static func roots(
    of entry: IntegrityConfig.Entry, watch: () throws -> Void
  ) throws -> DatasetReport {
    let found = Found()
    try Crew.run(
      1, work: { _ in found.report.withLock { $0 = DatasetReport(entry) } }, watch: watch)
    guard let report = found.report.withLock({ $0 }) else {
      preconditionFailure("the roots were looked at, and nothing was found of them")
    }
    return report
  }

  private final class Found: Sendable {
    let report = Mutex<DatasetReport?>(nil)
  }

  private static func verify(
    _ report: DatasetReport, _ request: IntegrityRequest, watch: (LineQueue) throws -> Void
  ) throws -> DatasetReport {
    let isWanted = request.verifiesManifests || request.recomputesDigests
    // Without a root every file would be called missing.
    guard isWanted, report.hasUsableRoot, let manifest = report.checksumManifest else {
      return report
    }
    let roots = report.roots.filter { $0.state == .usable }
      .map { RawPath(FileSystem.absolute($0.path)) }
    let lines = LineQueue(of: FileSystem.absolute(manifest), for: report, request)
    try Crew.run(
      request.threads,
      work: { recall in
        var check = EntryCheck(in: roots, takingDigests: request.recomputesDigests)
        while !recall.isCalled, let batch = lines.next() {
          lines.add(check.check(batch) { lines.goesOn(after: $0, recall) })
        }
      }, watch: { try watch(lines) })
    return lines.finished
  }
}
