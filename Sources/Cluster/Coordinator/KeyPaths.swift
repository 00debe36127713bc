import Messaging

/// The key files that a worker or reader is given.
package struct KeyPaths: Hashable, Sendable {
  /// The peer's own secret key; mode 0600.
  package var secret: String
  /// The coordinator's public key.
  package var server: String

  package init(secret: String, server: String) {
    self.secret = secret
    self.server = server
  }

  /// Reads both; throws if one is missing, not a key, or open to others.
  func security() throws(MessagingError) -> ClientSecurity {
    .curve(
      try CurveKeyPair(secretKeyFile: secret), server: try CurvePublicKey(file: server))
  }
}

extension KeyPaths? {
  /// Without keys only a coordinator without keys can be reached.
  func security() throws(MessagingError) -> ClientSecurity {
    switch self {
    case .some(let paths): try paths.security()
    case .none: .open
    }
  }
}
