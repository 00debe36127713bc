import Foundation
import TestSupport
import Testing

/// Packs of a small bundle: the same bytes whatever happens, and what they hold.
@Suite
struct PackTests {
  @Test
  func `a pack has the same bytes for 1, 2 and 5 threads`() throws {
    let packs = try Packs()
    for form in Packs.forms {
      try packs.made(form, as: "\(form)-1", ["--threads", "1", "--checksums"])
      let expected = try packs.content("\(form)-1")
      #expect(expected.keys.allSatisfy { !$0.hasPrefix(".") })
      for threads in ["2", "5"] {
        try packs.made(form, as: "\(form)-\(threads)", ["--threads", threads, "--checksums"])
        #expect(try packs.content("\(form)-\(threads)") == expected, "\(form)")
      }
      let sums = try RunningProcess(
        ["/usr/bin/env", "sha256sum", "-c", "--quiet", "SHA256SUMS"],
        in: packs.scratch.file("\(form)-1")
      ).wait()
      #expect(sums.code == 0, "\(form): \(sums.output)\(sums.errors)")
    }
  }

  @Test(arguments: ["npy", "files"])
  func `a pack names its files whole where its own name is not ASCII`(form: String) throws {
    let packs = try Packs()
    try packs.made(form, as: "plain", ["--checksums"])
    try packs.made(form, as: "größe", ["--checksums"])
    #expect(try packs.content("größe") == packs.content("plain"))
  }

  @Test
  func `files of a bundle of files are the bundle, its links and its record included`() throws {
    let packs = try Packs()
    let unpacked = try Program.run(
      ["unpack", packs.scratch.file("bundle"), packs.scratch.file("files"), "--quiet"])
    #expect(unpacked.code == 0, "\(unpacked.errors)")
    #expect(try packs.content("files") == packs.content("bundle"))
    let compared = try Program.run(
      ["compare", packs.scratch.file("bundle"), packs.scratch.file("files"), "--deep"])
    #expect(compared.code == 0, "\(compared.output)")
    let folder = "files/train/audio"
    let links = try FileManager.default.contentsOfDirectory(atPath: packs.scratch.file(folder))
      .map { name -> Int in
        let path = packs.scratch.file("\(folder)/\(name)")
        return try FileManager.default.attributesOfItem(atPath: path)[.referenceCount] as? Int ?? 0
      }
    #expect(links.contains(2))
  }

  @Test
  func `every pack states the digest of the bundle's clips`() throws {
    let packs = try Packs()
    let expected = try packs.json("bundle/metadata.json")["clips_digest"].string
    #expect(expected?.count == 64)
    for form in Packs.forms where form != "files" {
      let result = try packs.pack(form, to: form, ["--json"])
      #expect(try ReadJSON(Data(result.output.utf8))["clips_digest"].string == expected)
      let record = try packs.json("\(form)/\(form == "webdataset" ? "metadata" : "pack").json")
      #expect(record["clips_digest"].string == expected)
      if form != "webdataset" { #expect(record["form"].string == form) }
    }
  }

  @Test
  func
    `tars of a bundle of files are those of an export to tars, and files of tars those of an export to files`()
    throws
  {
    let packs = try Packs()
    let flags = ["--layout", "tar", "--tar-clips", "10", "--checksums"]
    try packs.export("exported", flags)
    try packs.made("webdataset", as: "packed", ["--checksums"])
    var (exported, packed) = (try packs.content("exported"), try packs.content("packed"))
    let records = try ["exported", "packed"].map { try packs.json("\($0)/metadata.json") }
    for name in ["clips_digest", "components_sha256", "manifest_sha256"] {
      #expect(records[0][name].string == records[1][name].string, "\(name)")
    }
    #expect(records[0]["files_sha256"].keys == records[1]["files_sha256"].keys)
    #expect(records[1]["options"]["layout"].string == "tar")
    #expect(records[1]["options"]["tar_clips"].int == 10)
    #expect(records[1]["runs"].array.last?["options"]["layout"].string == "tar")
    #expect(records[0]["bundle_digest"].string == records[1]["bundle_digest"].string)
    exported["metadata.json"] = nil
    packed["metadata.json"] = nil
    #expect(exported.keys.sorted() == packed.keys.sorted())
    for name in exported.keys.sorted() { #expect(exported[name] == packed[name], "\(name)") }
    try packs.made("files", as: "unpacked", of: "packed")
    var (unpacked, bundle) = (try packs.content("unpacked"), try packs.content("bundle"))
    unpacked["metadata.json"] = nil
    bundle["metadata.json"] = nil
    #expect(unpacked == bundle)
    let digest = try packs.json("unpacked/metadata.json")["bundle_digest"].string
    #expect(try packs.json("bundle/metadata.json")["bundle_digest"].string == digest)
    let health = try Program.run(["health", "--bundle", packs.scratch.file("unpacked")])
    #expect(health.code == 0, "\(health.output)\(health.errors)")
    let compared = try Program.run(
      ["compare", packs.scratch.file("packed"), packs.scratch.file("unpacked"), "--deep"])
    #expect(compared.code == 0, "\(compared.output)")
    for form in ["npy", "shar", "parquet"] {
      try packs.made(form, as: "\(form)-of-files")
      try packs.made(form, as: "\(form)-of-tars", of: "packed")
      var (one, other) = (
        try packs.content("\(form)-of-files"), try packs.content("\(form)-of-tars")
      )
      one["pack.json"] = nil
      other["pack.json"] = nil
      #expect(one == other, "\(form)")
    }
  }

  @Test
  func `tars end with the event at which they have enough clips, and count from 0 without a gap`()
    throws
  {
    let packs = try Packs()
    try packs.made("webdataset", as: "tars")
    for split in ["train", "val"] {
      let rows = try packs.rows("tars/\(split)/metadata.jsonl")
      let shards = rows.map { $0["shard"].string ?? "" }
      let names = shards.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
      #expect(
        names == names.indices.map { "\(split)-audio_00000\($0).tar" } && names.count > 2)
      let found = try FileManager.default.contentsOfDirectory(
        atPath: packs.scratch.file("tars/\(split)"))
      #expect(Set(found.filter { $0.hasSuffix(".tar") }) == Set(names))
      for name in names.dropLast() {
        let count = shards.count { $0 == name }
        // The last event of a unit has one or two clips.
        #expect((10...11).contains(count), "\(name) has \(count)")
      }
      // No event lies in two tars.
      let pairs = Set(zip(rows.map { $0["ordinal"].int ?? 0 }, shards).map { "\($0) \($1)" })
      #expect(pairs.count == Set(rows.map { $0["ordinal"].int ?? 0 }).count)
    }
  }

  @Test
  func `units are those of the manifest, also where audio is missing, and of the clips without it`()
    throws
  {
    let packs = try Packs(events: 60)
    try packs.made("webdataset", as: "whole")
    let whole = try packs.rows("whole/train/metadata.jsonl")
    // The recording of one session goes; its events still count where units end.
    let gone = try #require(whole.first?["audio_path"].string)
    try FileManager.default.removeItem(atPath: packs.scratch.file(gone))
    try packs.export("less", ["--max-skip-rate", "1", "--allow-missing-source", "studio"])
    let result = try packs.pack("webdataset", to: "tars", ["--json"], of: "less")
    #expect(try ReadJSON(Data(result.output.utf8))["note"].isNull)
    var last: [Int: String] = [:]
    for row in whole { last[row["ordinal"].int ?? 0] = row["shard"].string }
    let less = try packs.rows("tars/train/metadata.jsonl")
    #expect(less.count < whole.count)
    // The same events share a tar, whatever the tars' numbers are.
    let pairs = Set(
      less.map { "\(last[$0["ordinal"].int ?? 0] ?? "") \($0["shard"].string ?? "")" })
    #expect(pairs.count == Set(less.map { $0["shard"].string ?? "" }).count)
    try FileManager.default.removeItem(atPath: packs.corpus.manifest)
    let without = try packs.pack("webdataset", to: "without", ["--json"], of: "less")
    #expect(without.code == 0)
    let note = try ReadJSON(Data(without.output.utf8))["note"].string ?? ""
    #expect(note.contains("manifest.jsonl"), "\(note)")
  }

  @Test
  func `FLAC clips become the samples of WAV clips, and stay FLAC where a file holds them`() throws
  {
    let packs = try Packs(events: 18)
    try packs.export("flac", ["--format", "flac"])
    try packs.made("npy", as: "npy")
    try packs.made("npy", as: "npy-of-flac", of: "flac")
    for name in ["train/audio.npy", "val/audio.npy", "train/offsets.npy", "val/component_idx.npy"] {
      #expect(try packs.read("npy/\(name)") == packs.read("npy-of-flac/\(name)"))
    }
    for form in ["webdataset", "parquet", "shar", "files"] {
      try packs.made(form, as: "\(form)-of-flac", of: "flac")
    }
    #expect(try packs.content("files-of-flac") == packs.content("flac"))
    let row = try #require(try packs.rows("webdataset-of-flac/train/metadata.jsonl").first)
    #expect(row["file_name"].string?.hasSuffix(".flac") == true)
    let tar = try packs.read("webdataset-of-flac/train/\(row["shard"].string ?? "")")
    let offset = try #require(row["offset"].int)
    #expect(Array(tar[offset..<offset + 4]) == Array("fLaC".utf8))
  }

  @Test
  func `a part is the chosen split, labels and bytes`() throws {
    let packs = try Packs()
    try packs.made("npy", as: "all")
    let all = try packs.rows("all/train/metadata.jsonl")
    try packs.made("npy", as: "val", ["--split", "val"])
    #expect(!FileManager.default.fileExists(atPath: packs.scratch.file("val/train")))
    #expect(try packs.read("val/val/audio.npy") == packs.read("all/val/audio.npy"))
    try packs.made("webdataset", as: "kicks", ["--label", "kick", "--label", "ride"])
    let kicks = try packs.rows("kicks/train/metadata.jsonl")
    #expect(
      kicks.map { $0["xxh3_128"].string }
        == all.filter { ["kick", "ride"].contains($0["label"].string) }
        .map { $0["xxh3_128"].string })
    #expect(
      try packs.json("kicks/pack.json")["part"]["labels"].array.compactMap(\.string) == [
        "kick", "ride",
      ])
    try packs.made("files", as: "few", ["--max-bytes", "200000"])
    let few = try packs.content("few").filter { $0.key.hasSuffix(".wav") }
    let bytes = few.values.reduce(0) { $0 + $1.count }
    #expect(bytes <= 200_000 && bytes > 100_000)
    #expect(
      few.keys.contains { $0.hasPrefix("train/") } && few.keys.contains { $0.hasPrefix("val/") })
    let none = try packs.pack("npy", to: "none", ["--label", "gong"])
    #expect(none.code == 64 && none.errors.contains("no clip of that split and these labels"))
  }
}
