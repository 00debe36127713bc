import Dataset

/// Decides where one shard ends and the next begins: a function of the manifest alone.
///
/// A shard aims at `target` events. From three quarters of that on it ends where the audio file
/// changes, at five quarters in any case, so that few files are decoded by two shards.
struct ShardCutter {
  private let least: Int
  private let most: Int
  private var lastSource: SourceKey?

  init(target: Int) {
    least = max(target * 3 / 4, 1)
    most = max(target + target / 4, 1)
  }

  /// Whether an event of `source` starts a new shard after one of `count` events.
  ///
  /// Nil stands for a line that is not an event and belongs to the file before it.
  mutating func startsShard(_ source: SourceKey?, after count: Int) -> Bool {
    let changes = source != nil && source != lastSource
    if source != nil { lastSource = source }
    return count >= most || (count >= least && changes)
  }
}
