import Foundation
import TestSupport
import Testing

/// Clips that are made again from recordings that hold something else by now.
@Suite
struct ChangedRecordingTests {
  /// The recording of the first events.
  private static let take = "audio/studio/take-0.wav"

  /// A bundle, and clips of its first recording: one of an event with two labels, one of an event with
  /// one.
  private struct Changed {
    let lab: Resumed
    let bundle: String
    let lost: [String]
    /// The recording as it was.
    let sound: Data

    init(_ name: String, _ flags: [String] = []) throws {
      lab = try Resumed(events: 42, seed: 21, Resumed.usual + flags)
      bundle = try lab.copy(name)
      let clips = lab.undisturbed.clips.filter { $0.contains("/take-0-") }
      func labels(_ clip: String) -> Int {
        let stem = clip.split(separator: "/").last?.split(separator: "__").first ?? ""
        return clips.count { $0.contains("/\(stem)__") }
      }
      lost = [
        try #require(clips.first { labels($0) == 2 }), try #require(clips.last { labels($0) == 1 }),
      ]
      sound = try Data(contentsOf: URL(filePath: lab.place(ChangedRecordingTests.take)))
    }

    func lose() throws {
      for clip in lost { try FileManager.default.removeItem(atPath: "\(bundle)/\(clip)") }
    }

    /// Other sound of the same shape and size.
    func replace() throws {
      try write(Data(Sound(rate: 44100, channels: 2, frames: 44100 * 9 / 2, seed: 99).wav()))
    }

    func write(_ sound: Data) throws {
      try sound.write(to: URL(filePath: lab.place(ChangedRecordingTests.take)))
    }

    /// The resume says which clips are lost, and the bundle is sound without them.
    func expectNamed(_ result: ProcessResult) throws {
      #expect(result.code == 1, "\(result.errors)")
      for clip in lost { #expect(result.errors.contains("\(clip) from \(take)")) }
      #expect(result.errors.contains("2 clips were lost, and the recording now gives another"))
      #expect(result.errors.contains("--resume --rerender-changed"))
      let read = try ReadBundle(bundle)
      #expect(read.clips.sorted() == lab.undisturbed.clips.filter { !lost.contains($0) }.sorted())
      for clip in read.clips { #expect(try read.bytes(clip) == lab.files[clip], "\(clip)") }
      for clip in lost { #expect(!FileManager.default.fileExists(atPath: "\(bundle)/\(clip)")) }
      #expect(read.metadata["lost_clips"].int == 2)
      let skipped = read.count("skipped_total")
      #expect(read.count("total_events") == read.count("sliced_events") + skipped)
      let health = try Program.run(["health", "--bundle", bundle])
      #expect(health.code == 0, "\(health.output)")
    }
  }

  @Test(arguments: ["1", "3"])
  func `lost clips are named by each resume, omitted, and restored with their recording`(
    workers: String
  ) throws {
    let changed = try Changed("named-\(workers)")
    try changed.lose()
    try changed.replace()
    let flags = ["--workers", workers, "--max-skip-rate", "0.1"]
    try changed.expectNamed(try changed.lab.resume(changed.bundle, flags))
    try changed.expectNamed(try changed.lab.resume(changed.bundle))
    try changed.write(changed.sound)
    let fixed = try changed.lab.resume(changed.bundle)
    #expect(fixed.code == 0, "\(fixed.errors)")
    expectSame(try FolderTree.dataset(changed.bundle), changed.lab.files)
    #expect(try ReadBundle(changed.bundle).metadata["lost_clips"].int == 0)
  }

  @Test
  func `clips with changed content are treated the same, and their files are removed`() throws {
    let changed = try Changed("deep")
    for clip in changed.lost { try Damage.overwrite("\(changed.bundle)/\(clip)") }
    try changed.replace()
    // A change to the file also changes its other name.
    let result = try changed.lab.resume(changed.bundle, ["--deep", "--max-skip-rate", "0.1"])
    #expect(result.code == 1)
    for clip in changed.lost {
      #expect(result.errors.contains("\(clip) from \(Self.take)"))
      #expect(!FileManager.default.fileExists(atPath: "\(changed.bundle)/\(clip)"))
    }
    #expect(try Program.run(["health", "--bundle", changed.bundle]).code == 0)
  }

  @Test
  func `with --rerender-changed the new clips are taken, and nothing is reported again`() throws {
    let changed = try Changed("taken", ["--checksums"])
    try changed.lose()
    try changed.replace()
    _ = try changed.lab.resume(changed.bundle)
    let taken = try changed.lab.resume(
      changed.bundle, ["--rerender-changed", "--max-skip-rate", "0.1"])
    #expect(taken.code == 0, "\(taken.errors)")
    let read = try ReadBundle(changed.bundle)
    #expect(read.clips == changed.lab.undisturbed.clips)
    for clip in changed.lost { #expect(try read.bytes(clip) != changed.lab.files[clip]) }
    #expect(try changed.lab.resume(changed.bundle).code == 0)
    #expect(try ReadBundle(changed.bundle).digest == read.digest)
    #expect(try Program.run(["health", "--bundle", changed.bundle]).code == 0)
  }

  @Test
  func `a recording that was touched, or copied again, gives the clips on record`() throws {
    let changed = try Changed("touched")
    try changed.lose()
    try FileManager.default.removeItem(atPath: changed.lab.place(Self.take))
    try changed.write(changed.sound)
    try changed.lab.expectUndisturbed(try changed.lab.resume(changed.bundle), changed.bundle)
  }

  @Test
  func
    `lost clips are known from the rows without run state, and the next loss is final`()
    throws
  {
    let changed = try Changed("stateless")
    try changed.lose()
    try changed.replace()
    try FileManager.default.removeItem(atPath: "\(changed.bundle)/.clipmill")
    try changed.expectNamed(
      try changed.lab.resume(changed.bundle, ["--max-skip-rate", "0.1"]))
    try FileManager.default.removeItem(atPath: "\(changed.bundle)/.clipmill")
    expectStop(
      try changed.lab.resume(changed.bundle), code: 73, changed.bundle,
      "clips of it were lost (2), and only its run state told which", "--overwrite")
  }

  @Test
  func `a plan that drops events does not take the changed clips either`() throws {
    let changed = try Changed("dropped")
    try changed.lose()
    try changed.replace()
    let rest = try changed.lab.corpus.scratch.write(
      "rest.jsonl", changed.lab.corpus.lines.dropLast().manifest)
    for _ in 0..<2 {
      let result = try Program.export(
        rest, changed.bundle, ["--resume", "--removed", "drop", "--max-skip-rate", "0.1"])
      #expect(result.code == 1, "\(result.errors)")
      for clip in changed.lost { #expect(result.errors.contains("\(clip) from \(Self.take)")) }
      #expect(try Program.run(["health", "--bundle", changed.bundle]).code == 0)
    }
    try changed.write(changed.sound)
    #expect(try Program.export(rest, changed.bundle, ["--resume"]).code == 0)
    let fresh = changed.lab.place("fresh")
    #expect(try Program.export(rest, fresh, changed.lab.flags).code == 0)
    #expect(try ReadBundle(changed.bundle).digest == ReadBundle(fresh).digest)
  }
}
