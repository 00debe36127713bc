import Files
import Glibc
import Messaging
package import RunState

/// A directory of CURVE keys: the coordinator's pair, a pair for each named peer, and the allow-list.
///
/// No existing file is ever replaced: names can only be added.
package struct KeyDirectory {
  /// A peer that needs a key.
  package struct Peer: Hashable, Sendable, CustomStringConvertible {
    fileprivate let role: AllowList.Role
    fileprivate let name: String

    package static func worker(_ name: String) -> Self { Self(role: .worker, name: name) }
    package static func reader(_ name: String) -> Self { Self(role: .reader, name: name) }

    /// `worker NAME` or `reader NAME`.
    package var description: String { "\(role.rawValue) \(name)" }

    fileprivate var file: String { "\(role.rawValue)-\(name)" }
  }

  /// Absolute.
  package let path: String

  package var secretKey: String { "\(path)/coordinator.key" }
  package var serverKey: String { "\(path)/coordinator.pub" }
  package var allowList: String { "\(path)/allow-list" }

  package init(_ path: String) { self.path = FileSystem.absolute(path) }

  package func secretKey(of peer: Peer) -> String { "\(path)/\(peer.file).key" }
  package func publicKey(of peer: Peer) -> String { "\(path)/\(peer.file).pub" }

  /// Makes the directory (mode 0700), the coordinator's pair if there is none, a pair for each peer, and the peers'
  /// lines of the allow-list.
  ///
  /// Throws before anything is made if a name cannot be used or has a key already.
  package func make(_ peers: [Peer]) throws(RunFailure) {
    do {
      for peer in peers { try check(peer) }
      try FileSystem.makeDirectories(FileSystem.folder(of: path))
      _ = try PrivateDirectory(at: path)
      try checkAllowList()
      try makeCoordinator()
      for peer in peers { try add(peer) }
    } catch {
      throw RunFailure(error)
    }
  }

  /// The same for the pairs that are missing; returns the peers whose pair was there, sound, already.
  ///
  /// Several processes may ask for the same at once, also on hosts that share the folder. A pair whose line was
  /// removed from the allow-list stays shut out.
  package func makeMissing(_ peers: [Peer]) throws(RunFailure) -> [Peer] {
    do {
      for peer in peers { try checkName(peer) }
      try FileSystem.makeDirectories(FileSystem.folder(of: path))
      _ = try PrivateDirectory(at: path)
      try checkAllowList()
      _ = try CurveKeyPair.ensured(publicKeyFile: serverKey, secretKeyFile: secretKey)
      return try peers.filter { peer in
        let (pair, isNew) = try CurveKeyPair.ensured(
          publicKeyFile: publicKey(of: peer), secretKeyFile: secretKey(of: peer))
        if isNew { try admit(pair, as: peer) }
        return !isNew
      }
    } catch {
      throw RunFailure(error)
    }
  }

  private func checkName(_ peer: Peer) throws(RunFailure) {
    do throws(MessagingError) {
      _ = try AllowList.Peer(role: peer.role, name: peer.name)
    } catch {
      throw RunFailure(.usage, error.description)
    }
  }

  private func check(_ peer: Peer) throws(RunFailure) {
    try checkName(peer)
    for file in [secretKey(of: peer), publicKey(of: peer)] where FileSystem.exists(file) {
      throw RunFailure(
        .cannotMake, "\(file) exists, and a key is never replaced (choose another name)")
    }
  }

  /// Lines are added only to an allow-list, not to another file with that name.
  private func checkAllowList() throws(RunFailure) {
    guard FileSystem.exists(allowList) else { return }
    do throws(MessagingError) {
      _ = try AllowList(file: allowList)
    } catch {
      throw RunFailure(
        .cannotMake, "\(error); no key was made (fix the allow-list, or choose another folder)")
    }
  }

  /// Makes the missing part: the pair, or the public half of a secret key.
  private func makeCoordinator() throws {
    if !FileSystem.exists(secretKey) {
      try CurveKeyPair.generate().write(publicKeyFile: serverKey, secretKeyFile: secretKey)
    } else if !FileSystem.exists(serverKey) {
      try CurveKeyPair(secretKeyFile: secretKey).write(publicKeyFile: serverKey)
    }
  }

  private func add(_ peer: Peer) throws {
    let pair = try CurveKeyPair.generate()
    try pair.write(publicKeyFile: publicKey(of: peer), secretKeyFile: secretKey(of: peer))
    try admit(pair, as: peer)
  }

  /// Adds the peer's line to the allow-list.
  private func admit(_ pair: CurveKeyPair, as peer: Peer) throws {
    let lineEnd = try endsInMidLine() ? "\n" : ""
    // One write for a line: a coordinator that reads the list meanwhile sees all of it or none.
    let list = try Descriptor(opening: allowList, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
    try list.write(Array("\(lineEnd)\(peer.role.rawValue) \(peer.name) \(pair.publicKey)\n".utf8))
    try list.sync()
  }

  /// True if the allow-list's last line has no end, as some editors leave it.
  private func endsInMidLine() throws -> Bool {
    guard let size = FileSystem.size(allowList), size > 0 else { return false }
    return try FileSystem.read(allowList, from: size - 1, byteCount: 1) != [0x0A]
  }
}
