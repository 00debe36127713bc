package import Export
import Messaging
package import RunState

extension ListenSettings {
  /// True if only processes of this user can connect: over a Unix socket without keys, which is bound in a private
  /// directory or not at all.
  var isPrivate: Bool { key == nil && (try? Endpoint(parsing: bind))?.isLocalSocket ?? false }

  /// Throws a `usage` failure if other hosts could connect without keys, or half of the keys is missing.
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
