import Foundation
import Glibc
import TestSupport
import Testing

/// Exports whose clips lie in WebDataset tars.
@Suite
struct TarLayoutTests {
  private static let flags = ["--layout", "tar", "--tar-clips", "60", "--max-skip-rate", "0.1"]

  /// Every event of the demo corpus has clips or a reason, and every clip a row.
  private static func expectAccounted(_ bundle: ReadBundle) throws {
    #expect(bundle.metadata["complete"].bool == true)
    #expect(bundle.count("total_events") == DemoFiles.events)
    #expect(bundle.count("sliced_events") + bundle.skipped.count == DemoFiles.events)
    #expect(bundle.count("written_clips") == bundle.train.count + bundle.val.count)
  }

  /// Unpacks the tars of a split with the system's tar, in the order of their names; the members' names.
  private static func unpack(_ bundle: String, _ split: String, to folder: String) throws
    -> [String]
  {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let tars = FolderTree.paths("\(bundle)/\(split)").filter { $0.hasSuffix(".tar") }
    return try tars.flatMap { tar in
      let list = try RunningProcess([
        "/bin/tar", "-xvf", "\(bundle)/\(split)/\(tar)", "-C", folder,
      ]).wait()
      #expect(list.code == 0 && list.errors == "", "\(list.errors)")
      return list.output.split(separator: "\n").map(String.init)
    }
  }

  @Test func `tars are the same for any number of renderers, in whatever order the manifest is`()
    throws
  {
    let demo = try DemoFiles(seed: 12)
    for manifest in demo.manifests {
      var first: [String: Data]?
      for workers in [1, 2, 5] {
        let path = demo.scratch.file("bundle")
        let result = try Program.export(
          manifest, path, Self.flags + ["--workers", "\(workers)", "--overwrite"])
        #expect(result.code == 0 && result.leftovers == [], "\(result.errors)")
        try Self.expectAccounted(try ReadBundle(path))
        let files = try FolderTree.dataset(path)
        #expect(files.keys.count { $0.hasSuffix(".tar") } > 8)
        if let first { expectSame(files, first) } else { first = files }
      }
    }
  }

  @Test(arguments: ["wav", "flac"])
  func `tars hold the clips, class numbers and rows of a bundle of files, in its order`(
    format: String
  ) throws {
    let demo = try DemoFiles(seed: 13)
    let (files, tars) = (demo.scratch.file("files"), demo.scratch.file("tars"))
    let more = ["--format", format, "--label-field", "velocity", "--checksums"]
    let manifest = demo.manifests[0]
    _ = try Program.export(manifest, files, ["--max-skip-rate", "0.1"] + more)
    let result = try Program.export(manifest, tars, Self.flags + more)
    #expect(result.code == 0 && result.leftovers == [], "\(result.errors)")
    let bundle = try ReadBundle(tars)
    try Self.expectAccounted(bundle)
    let plain = try ReadBundle(files)
    #expect(bundle.metadata["clips_digest"].string == plain.metadata["clips_digest"].string)
    #expect(try bundle.bytes("skipped.jsonl") == plain.bytes("skipped.jsonl"))
    #expect(try bundle.bytes("components.json") == plain.bytes("components.json"))
    for (split, rows, others) in [
      ("train", bundle.train, plain.train), ("val", bundle.val, plain.val),
    ] {
      let folder = demo.scratch.file("unpacked-\(split)")
      let names = try Self.unpack(tars, split, to: folder)
      #expect(rows.count == others.count && names.count == 3 * rows.count)
      let lines = try String(decoding: bundle.bytes("\(split)/metadata.jsonl"), as: UTF8.self)
        .split(separator: "\n")
      for (place, row) in rows.enumerated() {
        let file = try #require(row["file"].string)
        let key = try #require(file.split(separator: ".").first)
        #expect(Array(names[3 * place..<3 * place + 3]) == [file, "\(key).cls", "\(key).json"])
        let sound = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
        let other = try #require(others[place]["file"].string)
        #expect(try sound == plain.bytes("\(split)/\(other)"))
        let (offset, size) = (row["offset"].int ?? 0, row["size"].int ?? 0)
        let tar = try bundle.bytes("\(split)/\(row["shard"].string ?? "")")
        #expect(tar[offset..<offset + size] == sound)
        let number = try String(contentsOfFile: "\(folder)/\(key).cls", encoding: .utf8)
        #expect(number == "\(row["component_idx"].int ?? -1)")
        let json = try String(contentsOfFile: "\(folder)/\(key).json", encoding: .utf8)
        // The row as published, but for its place, the name of its file, and no null.
        let line = try ReadJSON(Data(lines[place].utf8))
        let inner = try ReadJSON(Data(json.utf8))
        for field in ["label", "session_id", "xxh3_128", "audio_path"] {
          #expect(inner[field].string == line[field].string)
        }
        #expect(inner["file"].string == file && json.hasPrefix("{\"file\":"))
        #expect(inner["ordinal"].int == line["ordinal"].int && !json.contains("null"))
      }
    }
    let sums = try RunningProcess(
      ["/usr/bin/env", "-C", tars, "sha256sum", "--check", "--quiet", "SHA256SUMS"]
    ).wait()
    #expect(sums.code == 0, "\(sums.errors)")
    let lines = try String(decoding: bundle.bytes("SHA256SUMS"), as: UTF8.self)
    #expect(lines.hasPrefix(lines.prefix(64) + "  train/train-audio_000000.tar\n"))
  }

  @Test func `the other commands read a bundle of tars as one of files`() throws {
    let demo = try DemoFiles(seed: 14)
    let (files, tars) = (demo.scratch.file("files"), demo.scratch.file("tars"))
    let manifest = demo.manifests[0]
    _ = try Program.export(manifest, files, ["--max-skip-rate", "0.1"])
    _ = try Program.export(manifest, tars, Self.flags)
    let compared = try Program.run(["compare", files, tars, "--deep"])
    #expect(compared.code == 0, "\(compared.output)")
    #expect(compared.output.contains("the same dataset in another layout"))
    let page = demo.scratch.file("page.html")
    let health = try Program.run(
      ["health", "--bundle", tars, "--manifest", manifest, "--html-output", page])
    #expect(health.code == 0, "\(health.output)")
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("data:audio/wav;base64,"))
    let status = try ReadJSON(Data(Program.run(["status", tars, "--json"]).output.utf8))
    #expect(status["state"].string == "complete")
    let id = try #require(try ReadBundle(tars).train.first?["event_id"].string)
    let reproduced = try Program.run(["reproduce", tars, id])
    #expect(reproduced.code == 0, "\(reproduced.errors)\(reproduced.output)")
    try Data(repeating: 7, count: 4).write(
      to: URL(filePath: "\(tars)/train/train-audio_000099.tar"))
    let foreign = try Program.run(["health", "--bundle", tars])
    #expect(foreign.code == 2 || foreign.code == 1)
    #expect(foreign.output.contains("train/train-audio_000099.tar"))
  }

  @Test func `health names the clips that a tar no longer holds as they were`() throws {
    let corpus = try SmallCorpus(events: 40, seed: 15)
    let bundle = corpus.scratch.file("tars")
    let flags = ["--layout", "tar", "--tar-clips", "10"]
    #expect(try Program.export(corpus.manifest, bundle, flags).code == 0)
    let row = try #require(try ReadBundle(bundle).train.first)
    let path = "\(bundle)/train/\(row["shard"].string ?? "")"
    let tar = try FileHandle(forUpdating: URL(filePath: path))
    try tar.seek(toOffset: UInt64((row["offset"].int ?? 0) + 100))
    try tar.write(contentsOf: Data([1, 2, 3]))
    try tar.close()
    let changed = try Program.run(["health", "--bundle", bundle])
    #expect(changed.code != 0)
    #expect(changed.output.contains("train/train-audio_000000.tar/\(row["file"].string ?? "")"))
    truncate(path, 100)
    let cut = try Program.run(["health", "--bundle", bundle])
    #expect(cut.code != 0 && cut.output.contains("it holds no clip at byte"))
  }

  @Test func `an event whose decoder crashes is quarantined alone, and its unit has the rest`()
    throws
  {
    let victim = "take-2-7"
    let corpus = try SmallCorpus(events: 60, seed: 3, alone: [victim])
    let (sound, damaged) = (corpus.scratch.file("sound"), corpus.scratch.file("damaged"))
    let flags = ["--layout", "tar", "--tar-clips", "20", "--event-deadline", "3s"]
    #expect(try Program.export(corpus.manifest, sound, flags).code == 0)
    let result = try Program.export(
      corpus.manifest, damaged, flags, environment: try Harm.environment([victim: .crash]))
    #expect(result.code == 1 && result.errors.contains("1 event was quarantined"))
    let (whole, bundle) = (try ReadBundle(sound), try ReadBundle(damaged))
    #expect(bundle.skipped.map { $0["event_id"].string } == [victim])
    #expect(bundle.clips == whole.clips.filter { !$0.contains("\(victim)__") })
    #expect(try Program.run(["health", "--bundle", damaged]).code == 0)
  }

  @Test(arguments: ["shard", "offset", "size"])
  func `no carried column takes the name of a clip's place`(name: String) throws {
    let corpus = try SmallCorpus(events: 6, seed: 16)
    let bundle = corpus.scratch.file("tars")
    let flags = ["--layout", "tar", "--label-field", name]
    let refused = try Program.export(corpus.manifest, bundle, flags)
    #expect(refused.code == 64)
    #expect(refused.errors.contains("label rows have a field \(name) of their own"))
    let files = try Program.export(corpus.manifest, bundle, ["--label-field", name])
    #expect(files.code == 0, "\(files.errors)")
  }
}
