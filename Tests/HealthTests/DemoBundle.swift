import Foundation
import TestSupport
import Testing

/// Folders that many tests share: what a static holds is never let go of, so they go at the end.
enum SharedFolders {
  // Safe because it is changed only under the lock, and read when nothing else runs any more.
  nonisolated(unsafe) private static var paths: [String] = []
  private static let lock = NSLock()

  /// An empty folder that is removed when the process ends.
  static func make() throws -> Scratch {
    let scratch = try Scratch()
    lock.withLock {
      if paths.isEmpty { atexit { SharedFolders.removeAll() } }
      paths.append(scratch.path)
    }
    return scratch
  }

  private static func removeAll() {
    for path in paths { try? FileManager.default.removeItem(atPath: path) }
  }
}

/// The demo corpus's bundle, exported once, and copies of it to damage.
enum DemoBundle {
  private static let exported = Result { () throws -> Scratch in
    let scratch = try SharedFolders.make()
    let result = try Program.export(try Demo.manifest(), scratch.file("bundle"))
    guard result.code == 0 else { throw SupportError("the export failed: \(result.errors)") }
    return scratch
  }

  static var path: String { get throws { try exported.get().file("bundle") } }

  /// A copy in which clips are links to the original's until they are written.
  static func copy() throws -> DamagedBundle {
    let scratch = try Scratch()
    let made = try RunningProcess(["/bin/cp", "-al", try path, scratch.file("bundle")]).wait()
    guard made.code == 0 else { throw SupportError("cp failed: \(made.errors)") }
    return DamagedBundle(scratch: scratch)
  }
}

/// A copy of the demo bundle.
struct DamagedBundle {
  let scratch: Scratch
  var path: String { scratch.file("bundle") }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Clips of a split, in label order, relative to the bundle.
  func clips(_ split: String = "train") throws -> [String] {
    try rows(split).map { "\(split)/\($0["file"].string ?? "")" }
  }

  func rows(_ split: String) throws -> [ReadJSON] {
    try ReadJSON(bytes("\(split)/\(split)_labels.json")).array
  }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: file(name))) }

  /// Puts a new file in the place of the link to the original's.
  func write(_ name: String, _ data: Data) throws {
    try? FileManager.default.removeItem(atPath: file(name))
    try data.write(to: URL(filePath: file(name)))
  }

  func change(_ name: String, _ change: (inout Data) throws -> Void) throws {
    var data = try bytes(name)
    try change(&data)
    try write(name, data)
  }

  /// Replaces the first occurrence of a text that must be there.
  func replace(in name: String, _ old: String, _ new: String) throws {
    try change(name) { data in
      let place = try #require(data.range(of: Data(old.utf8)), "no \(old) in \(name)")
      data.replaceSubrange(place, with: Data(new.utf8))
    }
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: file(name))
  }
}

/// The output of `health --bundle … --json`.
struct HealthRun {
  let result: ProcessResult
  let report: ReadJSON

  init(_ arguments: [String]) throws {
    result = try Program.run(["health", "--json"] + arguments)
    let isDocument = result.output.hasPrefix("{")
    report = try ReadJSON(Data((isDocument ? result.output : "{}").utf8))
  }

  /// Kinds of fault that were found, with how many.
  var faults: [String: Int] {
    let checks = report["bundle"]["checks"]
    return Dictionary(
      uniqueKeysWithValues: checks.keys.compactMap { kind in
        checks[kind]["count"].int.flatMap { $0 == 0 ? nil : (kind, $0) }
      })
  }

  func examples(_ kind: String) -> [(name: String, detail: String)] {
    report["bundle"]["checks"][kind]["examples"].array.map {
      ($0["name"].string ?? "", $0["detail"].string ?? "")
    }
  }
}
