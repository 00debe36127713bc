import Foundation
import TestSupport
import Testing

/// Run state that has come to harm.
@Suite
struct JournalTests {
  private static let undisturbed = Result { try Resumed(events: 120, seed: 61) }

  /// The offsets of a file's lines.
  private func lineStarts(_ bytes: Data) -> [Int] {
    [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }.dropLast()
  }

  @Test
  func `a journal that is damaged in its middle is refused with advice`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("damaged")
    let path = URL(filePath: try #require(Journals.paths(bundle).first))
    let whole = try Data(contentsOf: path)
    let starts = lineStarts(whole)
    var damaged = whole
    damaged[starts[starts.count / 2] + 40] ^= 0x20
    try damaged.write(to: path)
    let before = try FolderTree.dataset(bundle)
    expectStop(
      try lab.resume(bundle), code: 74, path.path, "byte \(starts[starts.count / 2])",
      "restore the file", "--overwrite")
    expectSame(try FolderTree.dataset(bundle), before)
    try whole.write(to: path)
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `a journal whose end was torn off loses only the torn records`(seed: UInt64) throws {
    let lab = try Self.undisturbed.get()
    var random = SeededNumbers(seed: seed)
    let bundle = try lab.copy("torn-\(seed)")
    let path = URL(filePath: try #require(Journals.paths(bundle).first))
    let whole = try Data(contentsOf: path)
    try whole.prefix(random.below(whole.count)).write(to: path)
    // Nothing but the journal says what is committed.
    try FileManager.default.removeItem(atPath: "\(bundle)/metadata.json")
    try lab.expectUndisturbed(try lab.resume(bundle, lab.flags), bundle)
  }
}
