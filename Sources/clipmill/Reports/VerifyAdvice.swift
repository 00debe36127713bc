import Dataset
import Planning
import Storage
import Verification

/// What is wrong in a few words, and what would help.
struct VerifyAdvice {
  private let report: VerificationReport

  init(_ report: VerificationReport) { self.report = report }

  /// A phrase for each thing that keeps a manifest from being clean.
  var problems: [String] {
    var phrases: [String] = []
    func add(_ count: Int, _ one: String, _ many: String) {
      if count > 0 { phrases.append("\(Durations.grouped(count)) \(count == 1 ? one : many)") }
    }
    add(report.rootProblems.count, "root cannot be used", "roots cannot be used")
    add(report.missingTotal, "event lacks its audio", "events lack their audio")
    add(report.malformed, "malformed line", "malformed lines")
    if let recordings = report.recordings {
      add(recordings.unreadableFiles, "unreadable recording", "unreadable recordings")
      add(recordings.outOfRange, "window past the end", "windows past the end")
    }
    return phrases
  }

  /// A line for each root that cannot be used, each flag that finds nothing or would find more, and for want of room.
  var lines: [String] {
    var lines = report.rootProblems.map { "  \($0.description.visible)" }
    if let unused = UnusedRoots(of: report.request.options.sources, in: report.plan) {
      lines.append("  \(unused.description.visible)")
    }
    lines += report.advice.map { "  \($0.description.visible)" }
    if report.malformed > 0 {
      lines.append("  --on-bad-line skip exports without the malformed lines")
    }
    if report.fits == false, let free = report.free {
      lines.append("  make room at \(free.path.visible), or choose another place")
    }
    return lines
  }
}
