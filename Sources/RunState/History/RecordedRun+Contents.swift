package import Bundle
import Dataset
package import Files

extension RecordedRun {
  /// The contents of the recordings as the committed reports state them.
  ///
  /// Throws a `StorageError` if a report is gone or damaged.
  package func recordingContents() throws(StorageError) -> RecordingContents {
    let shards = try ShardSources.list(
      plans, history.commits, invocation.options.clips, in: layout, isOfThisRun: { _ in false })
    var contents = RecordingContents()
    for shard in shards { try contents.add(shard, in: layout) }
    return contents
  }
}
