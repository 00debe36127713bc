import Files
import Messaging

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

  package init(bind: String) { self.bind = bind }

  /// Whether only processes of this user can connect: over a Unix socket without keys, which is bound
  /// in a private directory or not at all.
  var isPrivate: Bool { key == nil && (try? Endpoint(parsing: bind))?.isLocalSocket ?? false }

  /// The same in every directory.
  var withAbsolutePaths: Self {
    var settings = self
    settings.key = key.map(FileSystem.absolute)
    settings.allowList = allowList.map(FileSystem.absolute)
    return settings
  }

  /// The flags that say the same.
  var flags: [String] {
    [("--bind", bind), ("--advertise", advertise), ("--key", key), ("--allow-list", allowList)]
      .flatMap { flag, value in value.map { [flag, $0] } ?? [] }
  }

  /// Throws a `usage` failure where other hosts could connect without keys, or half of the keys is
  /// missing.
  package func check() throws(RunFailure) {
    let endpoint: Endpoint
    do throws(MessagingError) {
      endpoint = try Endpoint(parsing: bind)
      if let advertise { _ = try Endpoint(connecting: advertise) }
    } catch {
      throw RunFailure(.usage, error.description)
    }
    guard (key == nil) == (allowList == nil) else {
      throw RunFailure(.usage, "--key and --allow-list go together (clipmill keygen makes both)")
    }
    guard key != nil || endpoint.mayBindWithoutKeys else {
      throw RunFailure(
        .usage,
        "other hosts can reach \(bind), so it needs --key and --allow-list"
          + " (make them with clipmill keygen), or bind 127.0.0.1")
    }
  }
}
