import Foundation
import TestSupport
import Testing

/// An export that runs and is about to be disturbed, and how far it is.
struct Victim {
  let process: RunningProcess
  let bundle: String
  /// The folder of its run state, if that lies outside it.
  let state: String?

  /// Starts an export of the corpus, or one that resumes the bundle.
  init(
    _ manifest: String, _ bundle: String, _ flags: [String], state: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    process = try Program.startExport(manifest, bundle, flags, environment: environment)
    self.bundle = bundle
    self.state = state
  }

  /// Shards that the bundle's journals have committed.
  var committed: Int { records("committed") }

  /// Records of a kind in all of the bundle's journals.
  func records(_ kind: String) -> Int {
    Journals.paths(bundle, state: state).reduce(0) { count, path in
      let text = String(
        decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
      return count + text.components(separatedBy: "\"\(kind)\"").count - 1
    }
  }

  /// Waits until this many shards are committed; false if it ends before.
  func waits(untilCommitted shards: Int) throws -> Bool {
    try process.waits { committed >= shards }
  }

  /// Kills the export and all its processes at once, and waits for their end.
  func killAll() throws -> ProcessResult {
    process.killAll()
    return try process.wait()
  }
}

/// The journals of a bundle.
enum Journals {
  /// Events of all committed shards of a bundle whose shards were each committed once.
  static func committedEvents(_ bundle: String) throws -> Int {
    var events = 0
    for path in paths(bundle) {
      for line in try Data(contentsOf: URL(filePath: path)).split(separator: 0x0A) {
        guard let start = line.firstIndex(of: UInt8(ascii: "{")) else { continue }
        let record = try ReadJSON(Data(line[start...]))["scheduled"]["committed"]
        let counts = record["completion"]["counts"]
        if !counts.isNull { events += try #require(counts["totalEvents"].int) }
      }
    }
    return events
  }

  /// Oldest first.
  static func paths(_ bundle: String, state: String? = nil) -> [String] {
    (1...).lazy.map { "\(state ?? "\(bundle)/.clipmill")/journal.\($0)" }
      .prefix { FileManager.default.fileExists(atPath: $0) }.map { $0 }
  }
}
