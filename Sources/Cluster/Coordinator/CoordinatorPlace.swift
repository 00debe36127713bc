import Bundle
import Files
import JSON
import Messaging

/// How to find a coordinator: by its address, or through its bundle.
package enum CoordinatorPlace: Hashable, Sendable {
  /// `ipc://PATH` or `tcp://HOST:PORT`.
  case endpoint(String)
  /// A bundle, whose `coordinator.json` names its owner.
  case bundle(String)

  /// The present address; nil while it is unknown.
  ///
  /// Throws if the given text can never be an address.
  func endpoint() throws(MessagingError) -> Endpoint? {
    switch self {
    case .endpoint(let text): try Endpoint(connecting: text)
    case .bundle(let path):
      owner(in: path).flatMap { $0.isReleased ? nil : $0.endpoint }
        .flatMap { try? Endpoint(parsing: $0) }
    }
  }

  /// The owner on record; nil if there is none that can be read.
  func owner(in bundle: String) -> OwnerRecord? {
    let layout = BundleLayout(bundle)
    FileSystem.lookAgain(at: layout.owner)
    return try? OwnerRecord.read(layout)
  }
}

extension CoordinatorPlace: CustomStringConvertible {
  package var description: String {
    switch self {
    case .endpoint(let text): text
    case .bundle(let path): BundleLayout(path).owner
    }
  }
}
