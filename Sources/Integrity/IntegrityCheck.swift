import Files

/// The progress of a check.
package struct IntegrityProgress: Hashable, Sendable {
  /// The current data set, and its number among all, from 1.
  package let name: String
  package let number: Int
  package let count: Int
  /// Lines of its checksum manifest, and bytes of files, that were checked.
  package internal(set) var checked = 0
  package internal(set) var bytesHashed = 0
  /// Hundredths of the checksum manifest that were dealt out.
  package internal(set) var percent = 0
}

/// Checks the data sets of a configuration, one after another.
///
/// Memory: a piece of a file and some lines for each thread, and the examples; it does not grow with the number of
/// files.
package enum IntegrityCheck {
  /// Checks all of it; faults are in the report.
  ///
  /// `watch` is called many times a second, on this thread; an error that it throws ends the check.
  package static func run(
    _ config: IntegrityConfig, _ request: IntegrityRequest,
    watch: (IntegrityProgress) throws -> Void
  ) throws -> IntegrityReport {
    var reports: [DatasetReport] = []
    for (position, entry) in config.datasets.enumerated() {
      let progress = IntegrityProgress(
        name: entry.name, number: position + 1, count: config.datasets.count)
      // On another thread: a server that is gone may never answer.
      let report = try WatchedWork.run(
        { _ in DatasetReport(entry) }, watch: { _ in try watch(progress) })
      reports.append(
        try verify(report, request) { work in
          var progress = progress
          progress.checked = work.done
          progress.bytesHashed = work.bytes
          progress.percent = work.percent
          try watch(progress)
        })
    }
    return IntegrityReport(request: request, datasets: reports)
  }

  private static func verify(
    _ report: DatasetReport, _ request: IntegrityRequest, watch: (WatchedWork) throws -> Void
  ) throws -> DatasetReport {
    let isWanted = request.verifiesManifests || request.recomputesDigests
    // Without a root every file would be called missing.
    guard isWanted, report.hasUsableRoot, let manifest = report.checksumManifest else {
      return report
    }
    return try WatchedWork.run(
      { work in try check(report, FileSystem.absolute(manifest), request, work) }, watch: watch)
  }

  private static func check(
    _ report: DatasetReport, _ manifest: String, _ request: IntegrityRequest, _ work: WatchedWork
  ) throws -> DatasetReport {
    let roots = report.roots.filter { $0.state == .usable }
      .map { RawPath(FileSystem.absolute($0.path)) }
    var report = report
    var lines = ManifestLines(of: manifest, atMost: request.maxChecks ?? .max)
    while case let some = lines.next(), !some.isEmpty {
      let verdicts = try work.map(
        some, threads: request.threads,
        with: { EntryCheck(in: roots, takingDigests: request.recomputesDigests) },
        { line, check in
          work.reach(percent: line.percent)
          let verdict = check.verdict(on: line, while: work.goesOn)
          if verdict != nil { work.advance() }
          return verdict
        })
      for case let verdict? in verdicts { report.add(verdict) }
    }
    report.isVerified = true
    report.bytesHashed = work.bytes
    report.isCutShort = lines.isCutShort
    report.manifestProblem = lines.problem ?? (report.checked == 0 ? "names no file" : nil)
    return report
  }
}
