import Files
import Synchronization

/// The lines of one checksum manifest, dealt to threads, and what the threads find.
final class LineQueue: Sendable {
  /// A line; `content` is nil where it is too long to hold.
  struct Line {
    /// From 1, blank lines and comments included.
    let number: Int
    let content: [UInt8]?
  }

  private struct Source: ~Copyable {
    let path: String
    /// Lines that may still be dealt.
    var left: Int
    var reader: ManifestReader?
    var isOpen = false
  }

  private let source: Mutex<Source>
  private let report: Mutex<DatasetReport>
  private let bytesHashed = Atomic<Int>(0)
  private let percent = Atomic<Int>(0)
  /// Lines dealt at once: many where a line costs one look, one where it costs reading a file.
  private let batchSize: Int

  init(of path: String, for report: DatasetReport, _ request: IntegrityRequest) {
    source = Mutex(Source(path: path, left: request.maxChecks ?? .max))
    var report = report
    report.isVerified = true
    self.report = Mutex(report)
    batchSize = request.recomputesDigests ? 1 : 64
  }

  /// The next lines, none of them a comment; nil at the end.
  func next() -> [Line]? {
    let batch = source.withLock { source -> [Line] in
      do throws(ManifestError) {
        return try deal(from: &source)
      } catch {
        source.reader = nil
        report.withLock { $0.manifestProblem = Self.words(error.reason) }
        return []
      }
    }
    return batch.isEmpty ? nil : batch
  }

  /// What is wrong, after the manifest's name.
  private static func words(_ reason: ManifestError.Reason) -> String {
    switch reason {
    case .missing: "is not there"
    case .notPermitted: "may not be read"
    case .notRegular(let kind): "is \(kind), not a file"
    case .failed(_, let words): "could not be read: \(words)"
    }
  }

  private func deal(from source: inout Source) throws(ManifestError) -> [Line] {
    if !source.isOpen {
      source.isOpen = true
      source.reader = try ManifestReader(path: source.path)
    }
    guard var reader = source.reader.take() else { return [] }
    var batch: [Line] = []
    while batch.count < batchSize {
      guard let line = try Self.nextLine(of: &reader) else {
        // Without its reader the source has come to its end; what was dealt is still looked at.
        percent.store(99, ordering: .relaxed)
        return batch
      }
      guard source.left > 0 else {
        report.withLock { $0.isCutShort = true }
        return batch
      }
      source.left -= 1
      batch.append(line)
    }
    let size = max(reader.fileSize, 1)
    percent.store(min(100 * reader.offset / size, 99), ordering: .relaxed)
    source.reader = consume reader
    return batch
  }

  private static func nextLine(of reader: inout ManifestReader) throws(ManifestError) -> Line? {
    while let line = try reader.next() {
      if let content = line.content, content.first == UInt8(ascii: "#") { continue }
      return Line(number: line.number, content: line.content.map { Array($0) })
    }
    return nil
  }

  func add(_ findings: EntryFindings) { report.withLock { $0.add(findings) } }

  /// Counts bytes that were read; false where the work is not wanted any more.
  func goesOn(after bytes: Int, _ recall: Crew.Recall) -> Bool {
    bytesHashed.add(bytes, ordering: .relaxed)
    return !recall.isCalled
  }

  func describe(_ progress: inout IntegrityProgress) {
    progress.checked = report.withLock { $0.checked }
    progress.bytesHashed = bytesHashed.load(ordering: .relaxed)
    progress.percent = percent.load(ordering: .relaxed)
  }

  /// The report, once all threads have ended.
  var finished: DatasetReport {
    var report = report.withLock { $0 }
    report.bytesHashed = bytesHashed.load(ordering: .relaxed)
    if report.manifestProblem == nil, report.checked == 0 {
      report.manifestProblem = "names no file"
    }
    return report
  }
}
