/// The peers that may connect: public keys, each with a role and a name.
///
/// All other peers are refused.
package struct AllowList: Sendable, Equatable {
  /// The rights of a peer.
  package enum Role: String, Sendable, CaseIterable {
    /// May take shards and report results.
    case worker
    /// May only ask for the state of a run.
    case reader
  }

  /// An admitted peer; as text it is the user id that libzmq attaches to its messages.
  package struct Peer: Hashable, Sendable, CustomStringConvertible {
    package let role: Role
    package let name: String

    /// The user id: "worker:NAME" or "reader:NAME".
    package var description: String { "\(role.rawValue):\(name)" }

    /// Throws `.allowList` unless the name is 1 to 64 letters, digits, dots, dashes or underscores.
    package init(role: Role, name: String) throws(MessagingError) {
      guard Self.isName(name) else {
        throw MessagingError(
          .allowList, "admit", "\"\(name)\"",
          "a name is 1 to 64 letters, digits, dots, dashes or underscores")
      }
      self.role = role
      self.name = name
    }

    /// Reads a user id back; nil for one of another form.
    package init?(userID: String) {
      let parts = userID.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let role = Role(rawValue: String(parts[0])),
        Self.isName(String(parts[1]))
      else { return nil }
      self.role = role
      name = String(parts[1])
    }

    private static func isName(_ text: String) -> Bool {
      (1...64).contains(text.utf8.count)
        && text.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
          default: false
          }
        }
    }
  }

  private(set) var peers: [CurvePublicKey: Peer] = [:]
  private(set) var keys: [Peer: CurvePublicKey] = [:]

  /// The empty list.
  package init() {}

  /// Number of admitted keys.
  package var count: Int { peers.count }

  /// Number of admitted keys with a role.
  package func count(of role: Role) -> Int { keys.keys.count { $0.role == role } }

  /// Admits a key.
  ///
  /// Throws `.allowList` when the key or the peer is already in the list.
  package mutating func admit(_ key: CurvePublicKey, as peer: Peer) throws(MessagingError) {
    if let other = peers[key] {
      throw MessagingError(.allowList, "admit", "\(peer)", "its key is already that of \(other)")
    }
    guard keys[peer] == nil else {
      throw MessagingError(
        .allowList, "admit", "\(peer)", "it is listed twice; every key needs a name of its own")
    }
    peers[key] = peer
    keys[peer] = key
  }

  /// The peer of a key; nil means refused.
  package subscript(_ key: CurvePublicKey) -> Peer? { peers[key] }

  /// True if the peer is in the list now (its connection may be older than the list).
  package func contains(_ peer: Peer) -> Bool { keys[peer] != nil }
}

extension AllowList {
  /// Loads a list: one line for each peer, "worker NAME KEY" or "reader NAME KEY", with KEY in Z85; empty lines and
  /// lines that start with # are skipped.
  ///
  /// The file must belong to this user (or root), and only its owner may be able to write it. Errors name the file
  /// and the line.
  package init(file path: String) throws(MessagingError) {
    let bytes = try KeyFile.contents(path, of: .allowList)
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      do throws(MessagingError) {
        try admit(line: String(decoding: line, as: UTF8.self))
      } catch {
        throw MessagingError(
          .allowList, "read allow-list", "\(path), line \(index + 1)",
          "\(error.subject): \(error.reason)")
      }
    }
  }

  private mutating func admit(line: String) throws(MessagingError) {
    let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
    guard let first = words.first, !first.hasPrefix("#") else { return }
    guard words.count == 3, let role = Role(rawValue: String(first)) else {
      throw MessagingError(
        .allowList, "read", "\(words.count) words",
        "it must read \"worker NAME KEY\" or \"reader NAME KEY\"")
    }
    try admit(
      CurvePublicKey(z85: String(words[2])), as: Peer(role: role, name: String(words[1])))
  }
}
