import Bundle
import Dataset
import Files
import Foundation
import Planning
import TestSupport

/// A manifest beside its audio in a folder of its own, and the plan made of it.
final class PlannedManifest {
  let folder = ScratchFolder()
  var options = ExportOptions()

  /// The text is the manifest byte for byte; of the files only the names count.
  init(_ text: String, files: [String] = ["a.wav"]) {
    folder.write("m.jsonl", text)
    for file in files { folder.write(file, "sound") }
  }

  var path: String { folder.path("m.jsonl") }

  func plan() throws -> Plan {
    try Planner.plan(
      path, options: options, roots: AudioRoots(options.sources, manifest: path),
      to: folder.path("state/plan"))
  }

  /// The reason why no plan was made; nil if one was.
  func refusal() throws -> PlanError? {
    do {
      _ = try plan()
      return nil
    } catch let error as PlanError {
      return error
    }
  }

  func shards(of plan: Plan) throws -> [PlanShard] {
    try (0..<plan.index.count).map {
      try PlanFile.shard(plan.index[ShardIndex($0)], of: plan.file.path)
    }
  }
}

/// A line of a manifest without its end.
func line(
  _ id: String?, _ labels: [String] = ["kick"], session: String = "s", set: String = "x",
  audio: String = "a.wav"
) -> String {
  let name = id.map { "\"event_id\":\"\($0)\"," } ?? ""
  let components = labels.map { "{\"label\":\"\($0)\"}" }.joined(separator: ",")
  return "{\(name)\"session_id\":\"\(session)\",\"source_set\":\"\(set)\","
    + "\"audio_path\":\"\(audio)\",\"onset_time\":0,\"components\":[\(components)]}"
}
