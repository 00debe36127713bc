package import Messaging
package import RunState

extension MessagingError: RunFailureCause {
  /// The failure of a run with this error.
  package var failure: RunFailure {
    switch kind {
    case .endpoint, .key, .allowList: RunFailure(.usage, description)
    case .notFound: RunFailure(.notThere, description)
    case .notPermitted: RunFailure(.notPermitted, description)
    case .threads: RunFailure(.unfinished, description, isResumable: false)
    case .terminated, .limit, .deadline, .notGuarded, .library, .system:
      RunFailure(.cannotMake, description)
    }
  }
}
