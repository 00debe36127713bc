import Foundation
import Testing

/// `clipmill compare`, through the executable.
struct CompareTests {
  private func compare(
    _ small: SmallExport, _ a: String, _ b: String, code: Int32, _ flags: [String] = []
  ) throws -> [String: Any] {
    let result = try Command.clipmill(["compare", a, b, "--json"] + flags, in: small.folder)
    #expect(result.code == code, "\(result.output)\(result.errors)")
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(document as? [String: Any])
  }

  /// Writes the bundle as the former tool would: rows reversed and printed wide, no metadata.jsonl,
  /// paths relative to the split or, for val, to the bundle.
  private func makeFormer(_ small: SmallExport, from bundle: String, _ former: String) throws {
    for split in ["train", "val"]
    where try !small.rows("\(bundle)/\(split)/\(split)_labels.json").isEmpty {
      let folder = "\(small.folder)/\(former)/\(split)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: "\(small.folder)/\(bundle)/\(split)/audio", toPath: "\(folder)/audio")
      var rows = Array(try small.rows("\(bundle)/\(split)/\(split)_labels.json").reversed())
      for index in rows.indices where split == "val" {
        rows[index]["file"] = "val/\(rows[index]["file"] ?? "")"
      }
      try JSONSerialization.data(withJSONObject: rows, options: .prettyPrinted)
        .write(to: URL(fileURLWithPath: "\(folder)/\(split)_labels.json"))
    }
  }

  @Test
  func `a bundle equals itself, and one with different folders, shards and order`() throws {
    let small = try SmallExport.dozen()
    try small.export("one", ["--val-ratio", "0.5"])
    try small.export("two", ["--val-ratio", "0.5", "--clip-fanout", "3", "--shard-events", "2"])
    try makeFormer(small, from: "one", "former")
    for (a, b) in [("one", "one"), ("one", "two"), ("two", "former"), ("former", "one")] {
      let found = try compare(small, a, b, code: 0)
      #expect(found["equal"] as? Bool == true && found["compared"] as? Int == 15)
    }
  }

  @Test
  func `a changed sample is reported with its size, a lost file as unreadable`() throws {
    let small = try SmallExport.dozen()
    try small.export("one", ["--clip-fanout", "0", "--val-ratio", "0"])
    try makeFormer(small, from: "one", "former")
    let clip = "former/train/audio/e1__snare.wav"
    var bytes = try small.bytes(clip)
    bytes[44 + 200] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: "\(small.folder)/\(clip)"))
    try FileManager.default.removeItem(atPath: "\(small.folder)/former/train/audio/e2__hat.wav")
    let found = try compare(small, "one", "former", code: 1)
    #expect(found["other_audio"] as? Int == 1 && found["largest_difference"] as? Double == 4)
    #expect(found["unreadable"] as? Int == 1 && found["other_row"] as? Int == 0)
    let text = try Command.clipmill(["compare", "one", "former"], in: small.folder)
    #expect(text.code == 1 && text.output.contains("train  e1  snare: differs by up to 4 of 32768"))
  }

  @Test
  func `a byte changed behind a stated digest is found by --deep alone`() throws {
    let small = try SmallExport.dozen()
    try small.export("one", ["--clip-fanout", "0", "--val-ratio", "0"])
    try small.export("two", ["--clip-fanout", "0", "--val-ratio", "0"])
    var bytes = try small.bytes("two/train/audio/e1__snare.wav")
    bytes[60] ^= 1
    try Data(bytes).write(
      to: URL(fileURLWithPath: "\(small.folder)/two/train/audio/e1__snare.wav"))
    _ = try compare(small, "one", "two", code: 0)
    let found = try compare(small, "one", "two", code: 1, ["--deep"])
    #expect(found["other_audio"] as? Int == 1 && found["largest_difference"] as? Double == 1)
  }

  @Test
  func `clips of only one side are counted and named, with the fields in which rows differ`()
    throws
  {
    let small = try SmallExport.dozen()
    try small.export("all")
    try small.write(#"["crash"]"#, to: "taxonomy.json")
    try small.export("some", ["--limit", "9", "--taxonomy", "taxonomy.json"])
    let found = try compare(small, "all", "some", code: 1)
    #expect(found["missing"] as? Int == 3 && found["extra"] as? Int == 0)
    #expect(found["row_fields"] as? [String: Int] == ["component_idx": 6])
    let other = try compare(small, "some", "all", code: 1)
    #expect(other["extra"] as? Int == 3 && other["missing"] as? Int == 0)
    let examples = try #require(other["examples"] as? [String: [[String: String]]])
    #expect(Set(try #require(examples["extra"]).map { $0["event"] }) == ["e9", "e10", "e11"])
  }

  @Test
  func `a clip with another origin in the other bundle is reported with the fields`() throws {
    let small = try SmallExport.dozen()
    let flags = ["--clip-fanout", "0", "--val-ratio", "0"]
    try small.export("one", flags)
    try small.export("two", flags)
    let text = String(decoding: try small.bytes("two/train/metadata.jsonl"), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    let edited = lines.enumerated().map { index, line in
      index == 0
        ? line.replacing(/"start_frame":\d+/, with: #""start_frame":77777"#)
        : index == 1
          ? line.replacing(/"peak":\d+/, with: #""peak":1"#)
            .replacing(/"ordinal":\d+/, with: #""ordinal":99"#) : line
    }
    #expect(zip(lines, edited).filter { $0 != $1 }.count == 2)
    try small.write(edited.joined(separator: "\n") + "\n", to: "two/train/metadata.jsonl")
    for (a, b) in [("one", "two"), ("two", "one")] {
      let found = try compare(small, a, b, code: 1)
      #expect(found["row_fields"] as? [String: Int] == ["start_frame": 1, "peak": 1])
      #expect(found["other_row"] as? Int == 2 && found["other_audio"] as? Int == 0)
    }
  }

  @Test
  func `rows of one event and label are distinguished by their order, and none counts twice`()
    throws
  {
    let small = try SmallExport.dozen()
    try small.export("one", ["--val-ratio", "0", "--no-hf"])
    try makeFormer(small, from: "one", "twice")
    let rows = try small.rows("twice/train/train_labels.json")
    try JSONSerialization.data(withJSONObject: rows + [try #require(rows.first)])
      .write(to: URL(fileURLWithPath: "\(small.folder)/twice/train/train_labels.json"))
    #expect(try compare(small, "one", "twice", code: 1)["extra"] as? Int == 1)
    #expect(try compare(small, "twice", "one", code: 1)["missing"] as? Int == 1)
    _ = try compare(small, "twice", "twice", code: 0)
  }

  @Test
  func `a folder without labels counts as missing, and invalid labels are malformed`() throws {
    let small = try SmallExport.dozen()
    try small.export("one")
    let absent = try Command.clipmill(["compare", "one", "two"], in: small.folder)
    #expect(absent.code == 66 && absent.errors.contains("two is not there (name a bundle)"))
    try FileManager.default.createDirectory(
      atPath: "\(small.folder)/bad/train", withIntermediateDirectories: true)
    for text in ["", "{}", "[", "[1]", #"[{"file":"a"}]"#, #"[{"file":"#] {
      try small.write(text, to: "bad/train/train_labels.json")
      let result = try Command.clipmill(["compare", "one", "bad"], in: small.folder)
      #expect(result.code == 65 && result.errors.contains("not a label file"), "\(text)")
    }
  }
}
