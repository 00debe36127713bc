import Files

/// Where a coordinator listens, and who may come in.
package struct ListenSettings: Hashable, Sendable {
  /// `tcp://HOST:PORT`, `tcp://HOST:*` or `ipc://PATH`.
  package var bind: String
  /// What is put into `coordinator.json` for workers; nil: the bound address, with this host's name
  /// where it is bound to all interfaces.
  package var advertise: String?
  /// The coordinator's secret key file; nil only where no other host can connect.
  package var key: String?
  /// The allow-list file; goes with the key.
  package var allowList: String?
  /// Clips of each shard that are read and held against their report before it is committed.
  package var sampleSize = Self.usualSampleSize

  /// What is read of each shard where nobody says otherwise.
  package static let usualSampleSize = 1

  package init(bind: String) { self.bind = bind }

  /// The same in every directory.
  var withAbsolutePaths: Self {
    var settings = self
    settings.key = key.map(FileSystem.absolute)
    settings.allowList = allowList.map(FileSystem.absolute)
    return settings
  }

  /// The flags that say the same.
  var flags: [String] {
    let sample = sampleSize == Self.usualSampleSize ? nil : String(sampleSize)
    return [
      ("--bind", bind), ("--advertise", advertise), ("--key", key), ("--allow-list", allowList),
      ("--sample-clips", sample),
    ].flatMap { flag, value in value.map { [flag, $0] } ?? [] }
  }
}
