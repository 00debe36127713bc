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

    /// False for a reader.
    package var isWorker: Bool { role == .worker }

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
      try open(for: peers)
      try makeCoordinator()
      for peer in peers { try add(peer) }
    } catch {
      throw RunFailure(error)
    }
  }

  /// The same for the pairs that are missing; returns the peers whose pair was there, sound, already.
  ///
  /// Several processes may ask for the same at once, also on hosts that share the folder. A pair whose line was
  /// removed from the allow-list stays shut out. Throws before anything is made if only the public half of a pair is
  /// left.
  package func makeMissing(_ peers: [Peer]) throws(RunFailure) -> [Peer] {
    do {
      for peer in peers {
        try checkName(peer)
        try checkSecret(
          secretKey(of: peer), publicKey(of: peer), "the line of \(peer) in the allow-list",
          "the coordinator's allow-list")
      }
      try open(for: peers)
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

  /// The peers of whom the folder holds the secret key, in the order of their files.
  package func peersOfSecretKeys() throws(RunFailure) -> [Peer] {
    try peerFiles().filter { $0.hasSuffix(".key") }.sorted().compactMap { file in
      let words = file.dropLast(4).split(separator: "-", maxSplits: 1)
      guard words.count == 2, let role = AllowList.Role(rawValue: String(words[0])) else {
        return nil
      }
      return Peer(role: role, name: String(words[1]))
    }
  }

  /// True if there is a key of a peer, or its public half.
  package func hasPeers() throws(RunFailure) -> Bool { try !peerFiles().isEmpty }

  /// True if the allow-list admits the peer by the key that is here.
  package func admits(_ peer: Peer) throws(RunFailure) -> Bool {
    do throws(MessagingError) {
      let pair = try CurveKeyPair(secretKeyFile: secretKey(of: peer))
      let listed = try AllowList(file: allowList)[pair.publicKey]
      return listed?.role == peer.role
    } catch {
      throw RunFailure(error)
    }
  }

  /// The names of the files that hold a key of a peer, or its public half.
  private func peerFiles() throws(RunFailure) -> [String] {
    guard FileSystem.exists(path) else { return [] }
    do throws(StorageError) {
      return try FileSystem.names(in: path).filter { name in
        AllowList.Role.allCases.contains { name.hasPrefix("\($0.rawValue)-") }
          && (name.hasSuffix(".key") || name.hasSuffix(".pub"))
      }
    } catch {
      throw RunFailure(error)
    }
  }

  /// Makes the folder and an empty allow-list, or looks whether those that are there can be used.
  ///
  /// The list comes before the first key, so that a key without a list is never one that is just being made.
  private func open(for peers: [Peer]) throws {
    try checkSecret(secretKey, serverKey, nil, "all workers and readers")
    try FileSystem.makeDirectories(FileSystem.folder(of: path))
    _ = try PrivateDirectory(at: path)
    if !FileSystem.exists(allowList) {
      // Looked at again: another process may have made both meanwhile.
      guard try !hasPeers() || FileSystem.exists(allowList) else {
        throw RunFailure(
          .cannotMake,
          "\(allowList) is missing and there are keys of workers or readers, none of which is admitted now; "
            + "no key was made (restore it, or write a line \"worker NAME KEY\" or \"reader NAME KEY\" "
            + "for each .pub file that may connect)")
      }
      try appendToAllowList("")
    }
    try checkAllowList(peers)
  }

  /// A secret key cannot be made again: a new one would not belong to the public half that others have.
  private func checkSecret(
    _ secret: String, _ half: String, _ line: String?, _ users: String
  ) throws(RunFailure) {
    // In this order: the secret half of a pair is made first.
    guard FileSystem.exists(half), !FileSystem.exists(secret) else { return }
    let name = FileSystem.name(of: half)
    let both = line.map { "\(name) and \($0)" } ?? name
    throw RunFailure(
      .cannotMake,
      "\(secret) is missing and cannot be made again from \(name) (restore it, or remove \(both) "
        + "for a new pair, and give the new \(name) to \(users))")
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

  /// Lines are added only to an allow-list, not to another file with that name, and not for a name that it has.
  private func checkAllowList(_ peers: [Peer]) throws(RunFailure) {
    let list: AllowList
    do throws(MessagingError) {
      list = try AllowList(file: allowList)
    } catch {
      throw RunFailure(
        .cannotMake, "\(error); no key was made (fix the allow-list, or choose another folder)")
    }
    // In this order: a key is made before its line.
    for peer in peers where list.names(peer) && !FileSystem.exists(secretKey(of: peer)) {
      throw RunFailure(
        .cannotMake,
        "\(allowList) admits \(peer) by a key that is not here; no key was made "
          + "(restore \(secretKey(of: peer)), or remove that line for a new pair)")
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
    try appendToAllowList("\(lineEnd)\(peer.role.rawValue) \(peer.name) \(pair.publicKey)\n")
  }

  private func appendToAllowList(_ text: String) throws {
    // One write for a line: a coordinator that reads the list meanwhile sees all of it or none.
    let list = try Descriptor(opening: allowList, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
    if !text.isEmpty { try list.write(Array(text.utf8)) }
    try list.sync()
  }

  /// True if the allow-list's last line has no end, as some editors leave it.
  private func endsInMidLine() throws -> Bool {
    guard let size = FileSystem.size(allowList), size > 0 else { return false }
    return try FileSystem.read(allowList, from: size - 1, byteCount: 1) != [0x0A]
  }
}

extension AllowList {
  /// True if it has a line for the peer, whatever its key.
  fileprivate func names(_ peer: KeyDirectory.Peer) -> Bool {
    Peer(userID: "\(peer.role.rawValue):\(peer.name)").map(contains) == true
  }
}
