import Foundation
import Testing

/// `--label-field` and `--taxonomy`, through the executable.
struct LabelFlagTests {
  @Test
  func `a carried field is the component's, else the event's, else null, in the given order`()
    throws
  {
    let small = try SmallExport.dozen()
    try small.export(
      "bundle", ["--label-field", "velocity", "--label-field", "tempo_bpm", "--label-field", "no"])
    let lines =
      try small.text("bundle/train/train_labels.json")
      + small.text("bundle/val/val_labels.json")
    func row(_ clip: String) -> Substring? {
      lines.split(separator: "\n").first { $0.contains("\(clip).wav") }
    }
    #expect(row("e0__kick")?.contains(#","velocity":0.1,"tempo_bpm":100,"no":null}"#) == true)
    #expect(row("e0__crash")?.contains(#","velocity":9.0,"tempo_bpm":100,"no":null}"#) == true)
    let rows =
      try small.text("bundle/train/metadata.jsonl")
      + small.text("bundle/val/metadata.jsonl")
    #expect(
      rows.split(separator: "\n").allSatisfy {
        $0.hasPrefix(#"{"file_name":"#) && $0.hasSuffix(#","no":null}"#)
      })
  }

  @Test(arguments: ["file", "label", "ordinal", "xxh3_128", "audio", ""])
  func `a field that label rows already have is wrong usage`(name: String) throws {
    let small = try SmallExport.dozen()
    let result = try Command.clipmill(
      ["export", "events.jsonl", "bundle", "--label-field", name], in: small.folder)
    #expect(result.code == 64)
    #expect(result.errors.contains("--label-field"))
  }

  @Test
  func `a field that is named twice is wrong usage`() throws {
    let small = try SmallExport.dozen()
    let result = try Command.clipmill(
      ["export", "events.jsonl", "bundle", "--label-field", "x", "--label-field", "x"],
      in: small.folder)
    #expect(result.code == 64 && result.errors.contains("--label-field x is given twice"))
  }

  @Test
  func `a taxonomy's labels get the first numbers, used or not, the others follow as they appear`()
    throws
  {
    let small = try SmallExport.dozen()
    try small.write(#"{"labels": ["tom", " hat "], "aliases": {"hh": "hat"}}"#, to: "taxonomy.json")
    try small.export("bundle", ["--taxonomy", "taxonomy.json"])
    let components = try #require(try small.json("bundle/components.json") as? [String: Any])
    #expect(components["class_names"] as? [String] == ["tom", "hat", "kick", "crash", "snare"])
    let counts = try #require(components["counts"] as? [String: Int])
    #expect(counts == ["tom": 0, "hat": 4, "kick": 4, "crash": 3, "snare": 4])
    for row in try small.labels("bundle") where row["label"] as? String == "hat" {
      #expect(row["component_idx"] as? Int == 1)
    }
    let metadata = try #require(try small.json("bundle/metadata.json") as? [String: Any])
    let options = try #require(metadata["options"] as? [String: Any])
    #expect(options["taxonomy"] as? [String] == ["tom", "hat"])
  }

  @Test(arguments: [(nil, 66), ("{", 65), (#"{"labels": [1]}"#, 65), ("[]", 65)])
  func `a taxonomy that is missing or not one stops the run`(text: String?, code: Int32) throws {
    let small = try SmallExport.dozen()
    if let text { try small.write(text, to: "taxonomy.json") }
    let result = try Command.clipmill(
      ["export", "events.jsonl", "bundle", "--taxonomy", "taxonomy.json"], in: small.folder)
    #expect(result.code == code && result.errors.contains("taxonomy.json"))
    #expect(!FileManager.default.fileExists(atPath: "\(small.folder)/bundle"))
  }
}
