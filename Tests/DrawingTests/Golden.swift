import Foundation
import Testing

/// Pictures as they are meant to be, in `Tests/Fixtures/pictures`.
enum Golden {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/pictures")

  /// Compares with the file of that name; with CLIPMILL_WRITE_PICTURES in the environment, writes it.
  static func expect(_ name: String, _ text: String) throws {
    let file = folder.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["CLIPMILL_WRITE_PICTURES"] != nil {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let wanted = try String(contentsOf: file, encoding: .utf8)
    #expect(text == wanted, "\(name): CLIPMILL_WRITE_PICTURES=1 writes it, if it is meant so")
  }
}
