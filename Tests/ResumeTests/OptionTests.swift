import Foundation
import TestSupport
import Testing

/// Options that are given again to a bundle that has them already.
@Suite
struct OptionTests {
  private static let undisturbed = Result {
    try Resumed(events: 120, seed: 23, ["--shard-events", "4", "--limit", "60"])
  }

  @Test(arguments: [
    ["--sample-rate", "48000"], ["--val-ratio", "0.5"], ["--pad-to", "1"], ["--clip-fanout", "3"],
    ["--resample-edges", "isolated"], ["--format", "flac"],
  ])
  func `a changed clip option is refused by name`(flags: [String]) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("options\(flags.joined())")
    let before = try FolderTree.dataset(bundle)
    expectStop(try lab.resume(bundle, flags), code: 64, flags[0], "--overwrite")
    expectSame(try FolderTree.dataset(bundle), before)
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test
  func `the same clip options may be given again`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("again")
    try lab.expectUndisturbed(
      try lab.resume(bundle, ["--sample-rate", "44100", "--val-ratio", "0.1", "--limit", "60"]),
      bundle)
  }

  @Test
  func `a lower limit is refused with both numbers`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("lowered")
    expectStop(
      try lab.resume(bundle, ["--limit", "59"]), code: 64, "--limit 59", "60", "--overwrite")
  }

  @Test(arguments: [61, 63, 64, 97, 120, 5000])
  func `a raised limit gives the result of an undisturbed run with it`(limit: Int) throws {
    let lab = try Self.undisturbed.get()
    let fresh = lab.place("fresh-\(limit)")
    let flags = ["--shard-events", "4", "--limit", "\(limit)"]
    #expect(try Program.export(lab.manifest, fresh, flags).code == 0)
    let bundle = try lab.copy("raised-\(limit)")
    let result = try lab.resume(bundle, ["--limit", "\(limit)"])
    #expect(result.code == 0, "\(result.errors)")
    expectSame(try FolderTree.dataset(bundle), try FolderTree.dataset(fresh))
    #expect(try ReadBundle(bundle).digest == ReadBundle(fresh).digest)
    #expect(try Resumed.lifetime(bundle) == Resumed.lifetime(fresh))
    let read = try ReadBundle(bundle)
    #expect(read.metadata["limit"].int == limit)
    #expect(read.metadata["run_statistics"]["total_events"].int == min(limit, 120) - 60)
  }

  @Test
  func `a removed limit gives the result of an undisturbed run without one`() throws {
    let lab = try Self.undisturbed.get()
    let fresh = lab.place("fresh-none")
    #expect(try Program.export(lab.manifest, fresh, ["--shard-events", "4"]).code == 0)
    let bundle = try lab.copy("dropped")
    #expect(try lab.resume(bundle, ["--limit", "none"]).code == 0)
    expectSame(try FolderTree.dataset(bundle), try FolderTree.dataset(fresh))
    #expect(
      try Resumed.lifetime(bundle, without: ["options"])
        == Resumed.lifetime(fresh, without: ["options"]))
    #expect(try ReadBundle(bundle).metadata["options"]["limit"].isNull)
    expectStop(try lab.resume(bundle, ["--limit", "119"]), code: 64, "--limit 119", "none")
  }

  @Test
  func `changed label fields and another taxonomy are refused by name`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("fields")
    let taxonomy = try lab.corpus.scratch.write("taxonomy.json", #"["kick","snare"]"#)
    expectStop(
      try lab.resume(bundle, ["--taxonomy", taxonomy]), code: 64, "--taxonomy of 2 labels", "none")
    expectStop(
      try lab.resume(bundle, ["--label-field", "velocity"]), code: 64, "--label-field velocity",
      "recorded none")
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }

  @Test
  func `other libraries are refused unless they are accepted`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("libraries")
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    let path = "\(bundle)/metadata.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let name = try #require(text.firstRange(of: #""libsoxr": ""#)).upperBound
    let version = name..<(try #require(text[name...].firstIndex(of: "\"")))
    try text.replacingCharacters(in: version, with: "0.0.1").write(
      toFile: path, atomically: true, encoding: .utf8)
    expectStop(try lab.resume(bundle), code: 64, "0.0.1", "--accept-libraries")
    try lab.expectUndisturbed(try lab.resume(bundle, ["--accept-libraries"]), bundle)
  }

  @Test
  func `a source's root that is given again replaces only that source's root`() throws {
    let lab = try Resumed(events: 60, seed: 4)
    let bundle = lab.place("mapped")
    for mount in ["mount", "other"] {
      try lab.corpus.scratch.makeFolder(mount)
      try FileManager.default.copyItem(
        atPath: lab.place("audio"), toPath: lab.place("\(mount)/audio"))
    }
    let flags =
      lab.flags + ["--audio-root-map", "studio=\(lab.place("mount"))"]
      + ["--audio-root-map", "stage=\(lab.place("other"))"]
    let victim = try Victim(lab.manifest, bundle, flags)
    #expect(try victim.waits(untilCommitted: 3))
    _ = try victim.killAll()
    try FileManager.default.moveItem(atPath: lab.place("mount"), toPath: lab.place("moved"))
    expectStop(try lab.resume(bundle), code: 75, lab.place("mount"))
    let result = try lab.resume(bundle, ["--audio-root-map", "studio=\(lab.place("moved"))"])
    #expect(result.code == 0, "\(result.errors)")
    expectSame(try FolderTree.dataset(bundle), lab.files)
    let map = try ReadBundle(bundle).metadata["options"]["audio_root_map"].array
    #expect(
      Set(map.map { "\($0["source"].string ?? "")=\($0["path"].string ?? "")" })
        == ["stage=\(lab.place("other"))", "studio=\(lab.place("moved"))"])
  }

  @Test
  func `a limit with a stratified sample cannot be changed`() throws {
    let lab = try Self.undisturbed.get()
    let bundle = lab.place("stratified")
    let flags = ["--limit", "40", "--sample", "stratified"]
    #expect(try Program.export(lab.manifest, bundle, flags).code == 0)
    for limit in ["39", "41", "none"] {
      expectStop(
        try lab.resume(bundle, ["--limit", limit]), code: 64, "--limit", "stratified")
    }
    #expect(try lab.resume(bundle).code == 0)
  }

  @Test
  func `a default root that is given again replaces the earlier one`() throws {
    let lab = try Resumed(events: 60, seed: 4)
    let bundle = lab.place("moved")
    let mount = try lab.corpus.scratch.makeFolder("mount")
    try FileManager.default.copyItem(atPath: lab.place("audio"), toPath: "\(mount)/audio")
    let flags = lab.flags + ["--audio-root", mount]
    let victim = try Victim(lab.manifest, bundle, flags)
    #expect(try victim.waits(untilCommitted: 3))
    _ = try victim.killAll()
    let moved = lab.place("mount-2")
    try FileManager.default.moveItem(atPath: mount, toPath: moved)
    expectStop(try lab.resume(bundle), code: 75, mount)
    let result = try lab.resume(bundle, ["--audio-root", moved])
    #expect(result.code == 0, "\(result.errors)")
    expectSame(try FolderTree.dataset(bundle), lab.files)
    let options = try ReadBundle(bundle).metadata["options"]
    #expect(options["audio_root"].string == moved)
  }
}
