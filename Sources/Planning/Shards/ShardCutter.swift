import Dataset

/// Decides where one shard ends and the next begins: a function of the manifest alone.
///
/// A shard has about `target` events. From three quarters of that number on it ends where the audio file changes, and
/// at five quarters in any case, so that two shards decode few of the same files.
struct ShardCutter {
  private let least: Int
  private let most: Int
  private var lastSource: SourceKey?

  init(target: Int) {
    least = max(target * 3 / 4, 1)
    most = max(target + target / 4, 1)
  }

  /// True if an event of `source` starts a new shard after one of `count` events.
  ///
  /// Nil stands for a line that is not an event and belongs to the file before it.
  mutating func startsShard(_ source: SourceKey?, after count: Int) -> Bool {
    let changes = source != nil && source != lastSource
    if source != nil { lastSource = source }
    return count >= most || (count >= least && changes)
  }
}
