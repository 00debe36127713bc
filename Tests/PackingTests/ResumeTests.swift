import Foundation
import TestSupport
import Testing

/// Packs that were interrupted, and what is refused.
@Suite
struct PackResumeTests {
  private func inode(_ path: String) -> Int {
    let facts = try? FileManager.default.attributesOfItem(atPath: path)
    return facts?[.systemFileNumber] as? Int ?? -1
  }

  @Test(arguments: Packs.forms)
  func `a pack that stops at a damaged clip goes on from there, with the same bytes`(form: String)
    throws
  {
    let packs = try Packs(events: 24)
    try packs.made(form, as: "undisturbed")
    let row = try #require(try packs.rows("bundle/val/metadata.jsonl").last)
    let clip = packs.scratch.file("bundle/val/\(row["file_name"].string ?? "")")
    let sound = try Data(contentsOf: URL(filePath: clip))
    var harmed = sound
    harmed[harmed.count - 1] ^= 1
    try harmed.write(to: URL(filePath: clip))
    let stopped = try packs.pack(form, to: "out", ["--threads", "1"])
    #expect(stopped.code == 65)
    #expect(
      stopped.errors.contains("is not the clip on record")
        || stopped.errors.contains("does not hold the clip on record"))
    #expect(stopped.errors.split(separator: "\n").count == 1)
    let first = try FileManager.default.contentsOfDirectory(
      atPath: packs.scratch.file("out/.unfinished-pack"))
    #expect(first.contains("train-000000.json"))
    let record = packs.scratch.file("out/.unfinished-pack/train-000000.json")
    let before = inode(record)
    try sound.write(to: URL(filePath: clip))
    // What was begun and not finished is of no use to anyone.
    try packs.scratch.write("out/train/x.tar.1234567890.part", "torn")
    let fresh = try packs.pack(form, to: "out")
    #expect(fresh.code == 73 && fresh.errors.contains("--resume"))
    let other = try packs.pack(form, to: "out", ["--resume", "--label", "kick"])
    #expect(other.code == 64 && other.errors.contains("with other options"))
    #expect(inode(record) == before)
    try packs.made(form, as: "out", ["--resume"])
    #expect(try packs.content("out") == packs.content("undisturbed"))
  }

  @Test(arguments: ["webdataset", "npy"])
  func `packs that are killed again and again end with the same bytes`(form: String) throws {
    let packs = try Packs(events: 90)
    try packs.made(form, as: "undisturbed", ["--tar-clips", "4"])
    let words =
      ["pack", packs.scratch.file("bundle"), packs.scratch.file("out"), "--to", form, "--quiet"]
      + ["--tar-clips", "4", "--resume"]
    for round in 0..<4 {
      let process = try RunningProcess([Program.clipmill] + words)
      let state = packs.scratch.file("out/.unfinished-pack")
      let target = 5 * (round + 1)
      _ = try process.waits {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: state)) ?? []
        return names.count { $0.hasSuffix(".json") } > target
      }
      process.send(round == 3 ? SIGTERM : SIGKILL)
      let result = try process.wait()
      if round == 3, result.code != 0 {
        #expect(
          result.code == 75 && result.errors.contains("the same command with --resume continues"))
      }
    }
    try packs.made(form, as: "out", ["--tar-clips", "4", "--resume"])
    #expect(try packs.content("out") == packs.content("undisturbed"))
  }

  @Test
  func `a resume of a complete pack changes nothing, and repairs what was cut`() throws {
    let packs = try Packs()
    try packs.made("parquet", as: "out")
    let expected = try packs.content("out")
    let tar = packs.scratch.file("out/train/train-audio_000001.parquet")
    let before = inode(tar)
    try packs.made("parquet", as: "out", ["--resume"])
    #expect(inode(tar) == before)
    truncate(tar, 700)
    try packs.made("parquet", as: "out", ["--resume"])
    #expect(try packs.content("out") == expected)
    let other = try packs.pack("npy", to: "out", ["--resume"])
    #expect(other.code == 64)
    try packs.made("webdataset", as: "tars")
    let first = packs.scratch.file("tars/train/train-audio_000000.tar")
    let number = inode(first)
    try packs.made("webdataset", as: "tars", ["--resume"])
    #expect(inode(first) == number)
  }

  @Test
  func `an earlier pack is replaced when asked, and nothing else ever`() throws {
    let packs = try Packs()
    try packs.made("parquet", as: "out")
    try packs.made("npy", as: "npy")
    #expect(try packs.pack("npy", to: "out").code == 73)
    try packs.made("npy", as: "out", ["--overwrite"])
    #expect(try packs.content("out") == packs.content("npy"))
    try packs.scratch.write("out/train/notes.txt", "mine")
    let strange = try packs.pack("npy", to: "out", ["--overwrite"])
    #expect(strange.code == 73 && strange.errors.contains("train/notes.txt"))
    #expect(try packs.content("out").count == packs.content("npy").count + 1)
    try packs.scratch.write("other/file", "mine")
    for flags in [[], ["--overwrite"], ["--resume"]] {
      let refused = try packs.pack("npy", to: "other", flags)
      #expect(refused.code == 73 && refused.output == "", "\(refused.errors)")
      #expect(try packs.content("other").count == 1)
      let bundle = try packs.pack("npy", to: "bundle", flags)
      #expect(bundle.code == 73)
    }
  }

  @Test
  func `what is no finished bundle is refused in one line`() throws {
    let packs = try Packs(events: 12)
    let missing = try packs.pack("npy", to: "out", of: "nothing")
    #expect(missing.code == 66 && missing.errors.contains("is not a bundle"))
    try packs.export("bare", ["--no-hf"])
    let bare = try packs.pack("npy", to: "out", of: "bare")
    #expect(bare.code == 65 && bare.errors.contains("no metadata.jsonl"))
    let form = try packs.pack("zip", to: "out")
    #expect(form.code == 64 && form.errors.contains("--to zip: one of webdataset, parquet"))
    for result in [missing, bare, form] {
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
    let split = try packs.pack("npy", to: "out", ["--split", "test"])
    #expect(split.code == 64 && split.errors.contains("--split test: one of train, val"))
    let both = try packs.pack("npy", to: "out", ["--resume", "--overwrite"])
    #expect(both.code == 64 && both.errors.contains("--overwrite and --resume exclude each other"))
    #expect(!packs.scratch.names.contains("out"))
    let rows = packs.scratch.file("bundle/train/metadata.jsonl")
    let text = try String(contentsOfFile: rows, encoding: .utf8)
    let longer = text.replacing("\"duration_seconds\":0", with: "\"duration_seconds\":1")
    try longer.write(toFile: rows, atomically: true, encoding: .utf8)
    let wrong = try packs.pack("npy", to: "out")
    #expect(
      wrong.code == 65 && wrong.errors.contains("it states other lengths than the clips have"))
  }

  @Test(arguments: ["4611686018427387904", "9223372036854775807", "4000000000"])
  func `a place that a tar does not hold is named, however large`(size: String) throws {
    let packs = try Packs(events: 12, ["--layout", "tar"])
    let rows = packs.scratch.file("bundle/train/metadata.jsonl")
    let text = try String(contentsOfFile: rows, encoding: .utf8)
    let first = try #require(text.firstMatch(of: /"size":\d+}/))
    try text.replacingCharacters(in: first.range, with: "\"size\":\(size)}")
      .write(toFile: rows, atomically: true, encoding: .utf8)
    let result = try packs.pack("npy", to: "arrays")
    #expect(result.code == 65, "\(result.errors)")
    #expect(result.errors.contains("train-audio_000000.tar"), "\(result.errors)")
  }
}
