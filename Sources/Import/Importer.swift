package import Dataset
package import Files
import JSON
import Manifest

/// A request for an import.
package struct ImportRequest: Sendable {
  /// Absolute paths.
  package var input: String
  package var output: String
  /// Nil if the file itself shows it.
  package var format: ImportFormat?
  /// Fields and the keys that fill them, as `--field` names them.
  package var fields: [(field: Text, key: Text)] = []
  /// The recording of a label track; of lhotse's supervisions with `{}` for the recording's id.
  package var audio: String?
  package var overwrites = false

  package init(input: String, output: String) {
    self.input = input
    self.output = output
  }
}

/// The result of an import.
package struct ImportReport: Sendable {
  package let format: ImportFormat
  /// The file's compression or encoding, besides its format: "gzip-compressed"; nil for plain text.
  package let wrapping: String?
  package let rows: [FieldPlan.Row]
  package let counts: ImportCounts
  /// The key that is used as the session because the file has none; nil if it has one.
  package let sessionKey: Text?
  /// The first event's audio path.
  package let firstAudio: Text?
}

/// Makes a manifest of a file of another kind.
package struct Importer: ~Copyable {
  private let request: ImportRequest
  private let progress: (ManifestProgress) -> Void

  /// Reads the file twice: first its first records, then all of it, event by event.
  ///
  /// The output appears when it is complete. Throws `ImportError` or `StorageError`; then no output is left, and an
  /// earlier one stays as it was.
  package static func run(
    _ request: ImportRequest, progress: @escaping (ManifestProgress) -> Void = { _ in }
  ) throws -> ImportReport {
    try Importer(request: request, progress: progress).work()
  }

  private init(request: ImportRequest, progress: @escaping (ManifestProgress) -> Void) {
    self.request = request
    self.progress = progress
  }

  private func work() throws -> ImportReport {
    try checkPlaces()
    let look = try FirstLook(request)
    let plan = try look.plan()
    var output = try OutputFile(replacing: request.output)
    var pass = ImportPass(look, plan, request)
    var reader = try look.reader()
    while try reader.next({ try pass.take($0, line: $1, &output) }) != nil {
      if pass.records % 4096 == 0 {
        progress(
          ManifestProgress(
            bytesRead: reader.bytesRead, bytesTotal: reader.bytesTotal,
            events: pass.writer.counts.events))
      }
    }
    let counts = pass.writer.counts
    guard counts.events > 0 else {
      throw ImportError.wrongFile("\(request.input) has no record: there is nothing to import")
    }
    if let key = pass.keysWithoutRecord.first {
      throw ImportError.wrongFile(
        "no record of \(request.input) has the key \(key); found:"
          + " \(look.keys.map(\.string).joined(separator: ", "))"
          + " (correct the \(ExportOption.field.flag) that names it)")
    }
    try check(counts, plan)
    _ = try output.finish()
    return ImportReport(
      format: look.format, wrapping: look.wrapping, rows: pass.plan.rows, counts: counts,
      sessionKey: pass.sessionKey, firstAudio: pass.firstAudio)
  }

  private func checkPlaces() throws {
    guard let output = try FileStatus.ifThere(request.output) else { return }
    if FileSystem.isSameFile(request.input, request.output) {
      throw ImportError.overInput(request.output)
    }
    guard output.kind == .regularFile else { throw ImportError.noFile(request.output) }
    if !request.overwrites { throw ImportError.exists(request.output) }
  }

  /// A field that no event has belongs to a key that was not understood.
  private func check(_ counts: ImportCounts, _ plan: FieldPlan) throws(ImportError) {
    for lack in counts.lacking
    where lack.count == counts.events && (lack.meaning != .onset || plan.fills(.onset)) {
      throw .wrongFile(
        "no record of \(request.input) gives \(lack.meaning.name):"
          + " name the key that does (\(ExportOption.field.flag) \(lack.meaning.name)=KEY)")
    }
  }
}
