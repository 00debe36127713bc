import Foundation
import TestSupport
import Testing

/// Recordings that hold something else by the time that more clips are made of them.
@Suite
struct MixedRecordingTests {
  private static let take = "audio/studio/take-0.wav"

  /// A bundle of the first events of the first recording, which is to grow.
  private struct Growing {
    let lab: Resumed
    let bundle: String

    init() throws {
      lab = try Resumed(events: 48, seed: 31)
      bundle = lab.place("growing")
      let first = try Program.export(lab.manifest, bundle, lab.flags + ["--limit", "4"])
      #expect(first.code == 0, "\(first.errors)")
    }

    var take: String { lab.place(MixedRecordingTests.take) }

    func grow(_ flags: [String] = []) throws -> ProcessResult {
      try lab.resume(bundle, ["--limit", "48"] + flags)
    }
  }

  @Test
  func `changed recordings are named by each resume, until all their clips are made again`() throws
  {
    let growing = try Growing()
    try Data(Sound(rate: 44100, channels: 2, frames: 44100 * 9 / 2, seed: 98).wav())
      .write(to: URL(filePath: growing.take))
    for _ in 0..<2 {
      let result = try growing.grow()
      #expect(result.code == 1, "\(result.errors)")
      #expect(result.errors.contains("1 recording changed while the bundle was made"))
      #expect(result.errors.contains(": \(Self.take) (--resume --rerender-changed"))
      #expect(try ReadBundle(growing.bundle).metadata["mixed_recordings"].int == 1)
    }
    let stateless = growing.lab.place("stateless")
    try Shell.run(["/bin/cp", "-a", growing.bundle, stateless])
    try FileManager.default.removeItem(atPath: "\(stateless)/.clipmill")
    expectStop(
      try growing.lab.resume(stateless), code: 73,
      "recordings of it changed while it was made (1), and only its run state told which clips")

    let fixed = try growing.grow(["--rerender-changed"])
    #expect(fixed.code == 0, "\(fixed.errors)")
    let fresh = growing.lab.place("fresh")
    #expect(try Program.export(growing.lab.manifest, fresh, growing.lab.flags).code == 0)
    expectSame(try FolderTree.dataset(growing.bundle), try FolderTree.dataset(fresh))
    #expect(try growing.grow().code == 0)
    #expect(try ReadBundle(growing.bundle).metadata["mixed_recordings"].int == 0)
  }

  @Test
  func `a recording that was touched, moved or copied is the same`() throws {
    let growing = try Growing()
    let sound = try Data(contentsOf: URL(filePath: growing.take))
    try FileManager.default.removeItem(atPath: growing.take)
    try sound.write(to: URL(filePath: growing.take))
    try FileManager.default.setAttributes(
      [.modificationDate: Date.distantPast], ofItemAtPath: growing.take)
    let root = try growing.lab.corpus.scratch.makeFolder("elsewhere")
    try FileManager.default.moveItem(atPath: growing.lab.place("audio"), toPath: "\(root)/audio")
    let result = try growing.grow(["--audio-root", root])
    #expect(result.code == 0, "\(result.errors)")
    expectSame(try FolderTree.dataset(growing.bundle), growing.lab.files)
  }
}
