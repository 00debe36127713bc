import Foundation
import TestSupport
import Testing

/// Resumes of bundles that are complete.
@Suite
struct CompleteTests {
  private static let undisturbed = Result { try Resumed(events: 120, seed: 21) }

  @Test
  func `a resume of a complete bundle opens no recording and changes only the run`() throws {
    let lab = try Resumed(events: 60, seed: 22)
    let bundle = try lab.copy("complete")
    let before = try lifetimeAndHistory(bundle)
    let audio = lab.place("audio")
    try FileManager.default.moveItem(atPath: audio, toPath: "\(audio)-away")
    let result = try lab.resume(bundle)
    let read = try lab.expectUndisturbed(result, bundle)
    #expect(try lifetimeAndHistory(bundle) == before)
    let run = read.metadata["run_statistics"]
    for key in run.keys { #expect(run[key].double == 0, "\(key)") }
    #expect(read.metadata["runs"].array.map { $0["outcome"].string } == ["complete", "complete"])
    #expect(result.output.contains("\nRun contribution\n  Nothing was left to do\n"))
  }

  /// `metadata.json` but for the run and the list of runs.
  private func lifetimeAndHistory(_ bundle: String) throws -> String {
    let bytes = try Data(contentsOf: URL(filePath: "\(bundle)/metadata.json"))
    var document = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    for key in document.keys where key.hasPrefix("run_") || key == "runs" || key == "dataset_root" {
      document[key] = nil
    }
    return String(
      decoding: try JSONSerialization.data(withJSONObject: document, options: .sortedKeys),
      as: UTF8.self)
  }

  @Test
  func `a resume where there is no bundle begins one`() throws {
    let lab = try Self.undisturbed.get()
    let absent = lab.place("absent")
    try lab.expectUndisturbed(try lab.resume(absent, lab.flags), absent)
    let empty = try lab.corpus.scratch.makeFolder("empty")
    try lab.expectUndisturbed(try lab.resume(empty, lab.flags), empty)
  }

  @Test
  func `what is no bundle is not gone on with`() throws {
    let lab = try Self.undisturbed.get()
    try lab.corpus.scratch.write("photos/one.jpg", "one")
    let photos = lab.place("photos")
    expectStop(try lab.resume(photos), code: 73, photos, "no bundle")
    #expect(FolderTree.paths(photos) == ["one.jpg"])
  }

  @Test
  func `every option of the first run is remembered`() throws {
    let flags = [
      "--shard-events", "9", "--sample-rate", "22050", "--val-ratio", "0.4", "--pad-to", "0.5",
      "--clip-fanout", "2", "--checksums", "--label-field", "onset_time", "--no-link-identical",
      "--resample-edges", "isolated",
    ]
    let lab = try Resumed(events: 90, seed: 3, flags)
    let bundle = lab.place("remembered")
    let victim = try Victim(lab.manifest, bundle, flags)
    #expect(try victim.waits(untilCommitted: 2))
    _ = try victim.killAll()
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
  }
}
