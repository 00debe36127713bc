import Foundation
import Testing

/// `--config`, the profiles, and the flags of the former tool, through the executable.
struct ConfigFlagTests {
  private func options(_ small: SmallExport, _ bundle: String) throws -> [String: Any] {
    let metadata = try #require(try small.json("\(bundle)/metadata.json") as? [String: Any])
    return try #require(metadata["options"] as? [String: Any])
  }

  @Test
  func `flags come from the file, with either kind of dash, and the command line takes precedence`()
    throws
  {
    let small = try SmallExport.dozen()
    try small.write(
      """
      {"sample_rate": 22050, "val-ratio": 0.25, "checksums": true, "no_hf": false,
       "pad-to": null, "label-field": ["velocity", "tempo_bpm"], "audio_root": ".",
       "audio_root_map": {"a": [".", "."]}}
      """, to: "profile.json")
    try small.export(
      "bundle", ["--config", "profile.json", "--val-ratio=0", "--label-field", "velocity"])
    let options = try options(small, "bundle")
    #expect(options["sample_rate"] as? Int == 22_050)
    #expect(options["val_ratio"] as? Double == 0)
    #expect(options["checksums"] as? Bool == true && options["hf"] as? Bool == true)
    #expect(options["label_field"] as? [String] == ["velocity"])
    let roots = try #require(options["audio_root_map"] as? [[String: String]])
    #expect(roots.map { $0["source"] } == ["a", "a"])
  }

  @Test(arguments: [
    (#"{"sample_rte": 1}"#, "no flag is called sample_rte (did you mean sample-rate?)"),
    (#"{"manifest": "x"}"#, "no flag is called manifest"),
    (#"{"config": "x"}"#, "no flag is called config"),
    (#"{"val-ratio": 0, "val_ratio": 0}"#, "it names val-ratio twice"),
    (#"{"checksums": 1}"#, "checksums takes true or false"),
    (#"{"limit": true}"#, "limit takes a text or a number"),
    (#"{"limit": [1]}"#, "limit takes a text or a number"),
    ("[]", "not a JSON object"), ("", "profile.json cannot be used"),
    (#"{"limit": 0}"#, "--limit takes 1 or more events"),
  ])
  func `a file that is not a configuration is wrong usage, and the line says why`(
    text: String, words: String
  ) throws {
    let small = try SmallExport.dozen()
    try small.write(text, to: "profile.json")
    let result = try Command.clipmill(
      ["export", "events.jsonl", "bundle", "--config", "profile.json"], in: small.folder)
    #expect(result.code == 64 && result.errors.contains(words), "\(result.errors)")
  }

  @Test
  func `a missing configuration is 66`() throws {
    let small = try SmallExport.dozen()
    let result = try Command.clipmill(
      ["export", "events.jsonl", "bundle", "--config=profile.json"], in: small.folder)
    #expect(result.code == 66 && result.errors.contains("profile.json"))
  }

  @Test(arguments: ["laptop", "smoke", "python-compatible"])
  func `every profile exports`(name: String) throws {
    let small = try SmallExport.dozen()
    let profiles = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "configs")
    try small.export("bundle", ["--config", profiles.appending(path: "\(name).json").path])
    #expect(try small.labels("bundle").count == 15)
    if name == "python-compatible" {
      let options = try options(small, "bundle")
      #expect(options["resample_edges"] as? String == "isolated")
      #expect(options["clip_fanout"] as? Int == 0 && options["link_identical"] as? Bool == false)
    }
  }

  @Test
  func `flags of the former tool are accepted with a line each, and the help omits them`() throws {
    let small = try SmallExport.dozen()
    let flags = [
      "--force-rich", "--disable-rich", "--profile", "--write-workers", "4", "--checkpoint-every",
      "100", "--heal-missing-clips", "--progress-interval", "2.5",
    ]
    let result = try small.export("bundle", flags)
    #expect(result.errors.split(separator: "\n").count { $0.hasPrefix("note: ") } == 7)
    let help = try Command.clipmill(["export", "--help"], in: small.folder)
    #expect(!help.output.contains("--write-workers") && help.output.contains("--checksums"))
  }

  @Test
  func `the completion script for bash is valid, and knows the flags`() throws {
    let small = try SmallExport.dozen()
    let result = try Command.clipmill(["--generate-completion-script", "bash"], in: small.folder)
    #expect(result.code == 0 && result.output.contains("--label-field"))
    try small.write(result.output, to: "completion.bash")
    let check = try Command.run("/bin/bash", ["-n", "completion.bash"], in: small.folder)
    #expect(check.code == 0, "\(check.errors)")
  }
}
