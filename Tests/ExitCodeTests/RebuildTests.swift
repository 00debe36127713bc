import Foundation
import TestSupport
import Testing

/// Bundles whose run state was deleted and that do not have enough to make it again.
struct RebuildTests {
  /// A bundle's fault: one of its files, a pattern, and its replacement.
  struct Fault: Sendable, CustomTestStringConvertible {
    let file: String
    let pattern: String
    let replacement: String
    /// The words after the bundle's path; nil if the line is only about the file.
    let words: String?
    var testDescription: String { "\(file): \(pattern)" }
  }

  private static let faults = [
    Fault(
      file: "metadata.json", pattern: #""complete": true"#, replacement: #""complete": false"#,
      words: "it is not complete, and only its run state told which events are committed"),
    Fault(
      file: "metadata.json", pattern: #""(sliced_events)": 2"#, replacement: #""$1": 3"#,
      words: "its files do not have the events that metadata.json counts"),
    Fault(
      file: "metadata.json", pattern: #"(?s)^.*$"#, replacement: "{}",
      words: "could not use @metadata.json: it is not a bundle's record: the field"
        + #" "format_version" is missing"#),
    Fault(
      file: "train/metadata.jsonl", pattern: #""xxh3_128":"."#, replacement: #""xxh3_128":"x"#,
      words: nil),
    Fault(
      file: "train/metadata.jsonl", pattern: #""xxh3_128":"[0-9a-f]+"#,
      replacement: #""xxh3_128":""# + String(repeating: "0", count: 32),
      words: "metadata.jsonl is not what the bundle_digest of metadata.json was made of"),
    Fault(
      file: "train/metadata.jsonl", pattern: #""session_id":"[^"]*""#,
      replacement: #""session_id":"another""#,
      words: "metadata.jsonl is not what the bundle_digest of metadata.json was made of"),
    Fault(
      file: "train/metadata.jsonl", pattern: #""duration_seconds":[0-9.e-]+"#,
      replacement: #""duration_seconds":1e308"#, words: nil),
    Fault(
      file: "metadata.json", pattern: #""val_ratio": 0.1"#, replacement: #""val_ratio": 1"#,
      words: "metadata.jsonl is not what the bundle_digest of metadata.json was made of"),
    Fault(
      file: "metadata.json", pattern: #""val_ratio": 0.1"#, replacement: #""val_ratio": 7"#,
      words: "could not use @metadata.json: it is not a bundle's record: the field"
        + #" "val_ratio" is not a share from 0 to 1"#),
    twin(
      #"(?s)("runs".*)"val_ratio": 0.1"#, #"$1"val_ratio": 0.2"#, "options",
      "those of the last of runs"),
    twin(#"(?m)^(  "sample_rate": )44100"#, "$148000", "sample_rate"),
    twin(#"(?m)^(  "val_ratio": )0.1"#, "$10.2", "val_ratio"),
    twin(#"(?m)^(  "limit": )null"#, "$17", "limit"),
    twin(#"("clip_fanout": )null"#, "$13", "clip_fanout"),
    twin(
      #"("total_events_processed": )"#, "$11", "total_events_processed",
      "total_events of statistics"),
  ]

  /// Facts that the record states twice, with a difference in one place.
  private static func twin(
    _ pattern: String, _ replacement: String, _ field: String,
    _ expected: String = "that of options"
  ) -> Fault {
    Fault(
      file: "metadata.json", pattern: pattern, replacement: replacement,
      words: "could not use @metadata.json: it is not a bundle's record: the field"
        + " \"\(field)\" is not \(expected)")
  }

  private func stateless(_ name: String) throws -> (bundle: String, lab: Lab) {
    let lab = try Lab.shared.get()
    let bundle = try lab.copy("done", to: "stateless-\(name)-\(UUID().uuidString)")
    try FileManager.default.removeItem(atPath: "\(bundle)/.clipmill")
    return (bundle, lab)
  }

  private func resume(_ bundle: String, _ lab: Lab) throws -> ProcessResult {
    try Program.run(
      ["export", lab.text("@m.jsonl"), bundle, "--resume", "--progress", "none"])
  }

  private func expectRefusal(_ result: ProcessResult, _ bundle: String, _ words: String) {
    #expect(result.code == 73, "\(result.errors)")
    expectLine(
      result,
      "\(bundle) has lost its run state (\(bundle)/.clipmill), and it cannot be rebuilt: \(words)"
        + " (bring it back, or --overwrite exports it again)")
  }

  /// A build that recorded no digest of each file had to find these by what the files say.
  @Test(arguments: faults)
  func `a bundle that does not have enough for its run state is refused with the reason`(
    fault: Fault
  ) throws {
    let (bundle, lab) = try stateless("fault")
    try OlderRecord.make(of: bundle)
    let path = "\(bundle)/\(fault.file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let damaged = text.replacingOccurrences(
      of: fault.pattern, with: fault.replacement, options: .regularExpression)
    #expect(damaged != text)
    try damaged.write(toFile: path, atomically: true, encoding: .utf8)
    let result = try resume(bundle, lab)
    if let words = fault.words {
      expectRefusal(
        result, bundle, words.replacingOccurrences(of: "@", with: bundle + "/"))
    } else {
      #expect(result.code == 74)
      expectLine(result, "could not use \(path): a line of it is not a clip's: …")
    }
  }

  @Test
  func `a bundle without its list of skipped events is refused`() throws {
    let (bundle, lab) = try stateless("skipless")
    try FileManager.default.removeItem(atPath: "\(bundle)/skipped.jsonl")
    expectRefusal(try resume(bundle, lab), bundle, "\(bundle)/skipped.jsonl is gone too")
  }

  @Test
  func `a bundle whose first journal is gone is refused`() throws {
    let (bundle, lab) = try stateless("gap")
    let journal = "\(bundle)/.clipmill/journal.2"
    try lab.scratch.write(String(journal.dropFirst(lab.scratch.path.count + 1)), "")
    expectRefusal(
      try resume(bundle, lab), bundle, "\(journal) is there, but an earlier journal is not")
  }

  @Test
  func `a bundle that this user may not write is exit code 73`() throws {
    let lab = try Lab.shared.get()
    let result = try RunningProcess(
      Rights.ofNobody + [
        Program.clipmill, "export", lab.text("@m.jsonl"), lab.text("@done"), "--resume",
        "--progress", "none",
      ]
    ).wait()
    #expect(result.code == 73)
    expectLine(result, "could not …: Permission denied (choose a place that can be written)")
  }
}
