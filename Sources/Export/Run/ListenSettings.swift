import Files

/// The address of a coordinator, and the peers that it admits.
package struct ListenSettings: Hashable, Sendable {
  /// `tcp://HOST:PORT`, `tcp://HOST:*` or `ipc://PATH`.
  package var bind: String
  /// The address in `coordinator.json` for workers; nil: the bound address, with this host's name if it is bound to
  /// all interfaces.
  package var advertise: String?
  /// The coordinator's secret key file; nil only if no other host can connect.
  package var key: String?
  /// The allow-list file; used with the key.
  package var allowList: String?
  /// Clips of each shard that are read and compared with their report before it is committed.
  package var sampleSize = Self.usualSampleSize

  /// The default number of clips that are read of each shard.
  package static let usualSampleSize = 1

  package init(bind: String) { self.bind = bind }

  /// The same, independent of the current directory.
  var withAbsolutePaths: Self {
    var settings = self
    settings.key = key.map(FileSystem.absolute)
    settings.allowList = allowList.map(FileSystem.absolute)
    return settings
  }

  /// The flags with these settings.
  var flags: [String] {
    let sample = sampleSize == Self.usualSampleSize ? nil : String(sampleSize)
    return [
      ("--bind", bind), ("--advertise", advertise), ("--key", key), ("--allow-list", allowList),
      ("--sample-clips", sample),
    ].flatMap { flag, value in value.map { [flag, $0] } ?? [] }
  }
}
