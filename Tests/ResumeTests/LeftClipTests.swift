import Foundation
import TestSupport
import Testing

/// Clips of events that were skipped after an attempt had published them.
@Suite
struct LeftClipTests {
  private static let victim = "take-2-7"

  /// The state of a skipped event's recording.
  enum Cause: CaseIterable {
    case crashing
    case noise
  }

  /// A corpus with an event whose recording is to fail, and the place of its clip if it does not.
  private func lab() throws -> (lab: Resumed, clips: [String]) {
    let lab = try Resumed(events: 60, seed: 12, alone: [Self.victim])
    return (lab, lab.undisturbed.clips.filter { $0.contains("/\(Self.victim)__") })
  }

  private func export(_ lab: Resumed, _ bundle: String, _ cause: Cause, _ flags: [String])
    throws -> ProcessResult
  {
    let environment =
      cause == .crashing ? try Harm.environment([Self.victim: .crash]) : [:]
    return try Program.export(lab.manifest, bundle, flags, environment: environment)
  }

  /// Puts clips at the places where an earlier attempt would have published them.
  private func publish(_ clips: [String], of lab: Resumed, in bundle: String) throws {
    for clip in clips {
      try (lab.files[clip] ?? Data()).write(to: URL(filePath: "\(bundle)/\(clip)"))
    }
  }

  @Test(arguments: Cause.allCases)
  func `the merge removes clips of skipped events and nothing else, and health finds nothing`(
    cause: Cause
  ) throws {
    let (lab, clips) = try lab()
    #expect(!clips.isEmpty)
    let recording = lab.place("audio/studio/\(Self.victim).wav")
    let sound = try Data(contentsOf: URL(filePath: recording))
    if cause == .noise { try Data(repeating: 7, count: 5000).write(to: URL(filePath: recording)) }
    let bundle = lab.place("bundle")
    let flags = ["--max-quarantined", "1", "--max-skip-rate", "0.1"]
    let first = try export(lab, bundle, cause, lab.flags + flags)
    #expect(first.code == 0, "\(first.errors)")
    try publish(clips, of: lab, in: bundle)
    let digest = try ReadBundle(bundle).digest
    #expect(try Program.run(["health", "--bundle", bundle]).code == 2)

    let again = try export(lab, bundle, cause, ["--resume"])
    #expect(again.code == 0, "\(again.errors)")
    for clip in clips { #expect(!FileManager.default.fileExists(atPath: "\(bundle)/\(clip)")) }
    #expect(try ReadBundle(bundle).digest == digest)
    let health = try Program.run(["health", "--bundle", bundle])
    #expect(health.code == 0, "\(health.output)")

    try sound.write(to: URL(filePath: recording))
    let fixed = try lab.resume(bundle, ["--retry-quarantined", "--deep"])
    #expect(fixed.code == 0, "\(fixed.errors)")
    expectSame(try FolderTree.dataset(bundle), lab.files)
  }
}
