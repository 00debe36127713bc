import Bundle
import Files
import JSON
import Messaging
import RunState

/// How to find a coordinator: by its address, or through its bundle.
package enum CoordinatorPlace: Hashable, Sendable {
  /// `ipc://PATH` or `tcp://HOST:PORT`.
  case endpoint(String)
  /// A bundle, whose `coordinator.json` names its owner.
  ///
  /// `state` is the folder of its run state, if a flag names one.
  case bundle(String, state: String? = nil)

  /// The present address; nil while it is unknown.
  ///
  /// Throws if the given text can never be an address.
  func endpoint() throws(MessagingError) -> Endpoint? {
    switch self {
    case .endpoint(let text): try Endpoint(connecting: text)
    case .bundle:
      owner.flatMap { $0.isReleased ? nil : $0.endpoint }
        .flatMap { try? Endpoint(parsing: $0) }
    }
  }

  /// The bundle, if it is the place and can be found.
  var layout: BundleLayout? {
    guard case .bundle(let path, let state) = self else { return nil }
    return try? StateFolder.layout(of: path, given: state)
  }

  /// The owner on record; nil if there is none that can be read.
  var owner: OwnerRecord? {
    guard let layout else { return nil }
    FileSystem.lookAgain(at: layout.owner)
    return try? OwnerRecord.read(layout)
  }
}

extension CoordinatorPlace: CustomStringConvertible {
  package var description: String {
    switch self {
    case .endpoint(let text): text
    case .bundle(let path, _): (layout ?? BundleLayout(path)).owner
    }
  }
}
