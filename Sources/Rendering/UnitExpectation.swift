import Bundle
import Dataset
import Files

/// What must hold of the tar that comes with a report, and of the places that rows name in it.
struct UnitExpectation {
  private let stamp: UnitStamp?
  private let isTar: Bool
  private let path: String
  private let checksums: Bool
  private var clips = 0

  /// The tar that a report states; nil where it states none.
  init(_ stamp: UnitStamp?, _ job: RenderJob, report: String) {
    self.stamp = stamp
    isTar = job.options.bundle.layout == .tar
    checksums = job.options.bundle.checksums
    path = job.layout.unit(ofReport: report)
  }

  /// What is wrong with a row's places in the tar; nil if nothing is.
  mutating func fault(of row: ReportRow) -> String? {
    guard case .rendered(let rendered) = row.outcome else { return nil }
    guard isTar else { return rendered.offsets == nil ? nil : "has clips in a tar" }
    guard let offsets = rendered.offsets, offsets.count == row.labels.count, let stamp else {
      return "has no place in a tar"
    }
    clips += offsets.count
    let last = stamp.size - rendered.size
    return offsets.allSatisfy { (0...max(last, 0)).contains($0) } && last >= 0
      ? nil : "has a place beyond its tar"
  }

  /// What is wrong with the tar; nil if nothing is.
  func finding() -> ReportCheck.Finding? {
    guard let stamp else { return clips == 0 ? nil : .unsound(words: "it names no tar") }
    guard isTar, stamp.clips == clips else {
      return .unsound(words: "its tar has other clips than its rows")
    }
    guard stamp.sha256?.isHexadecimal(digits: 64) ?? !checksums else {
      return .unsound(words: "its tar has no checksum")
    }
    guard let size = FileSystem.size(path) else {
      return .invisible(words: "\(path) is not there")
    }
    return size == stamp.size
      ? nil : .invisible(words: "\(path) is not as large as its report says")
  }
}
