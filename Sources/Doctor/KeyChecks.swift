import Cluster
import Dataset
import Files
import Messaging
import RunState

/// The keys of a coordinator and its peers, and who may read them.
enum KeyChecks {
  /// Those that are given, and all of a folder that keygen made.
  static func checks(folder: String?, _ given: KeyPaths?) -> [DoctorCheck] {
    let ofFolder = folder.map { all(in: $0) } ?? []
    let single = given.map { paths in
      [
        key(paths.secret),
        check(paths.server, found: "a public key") { () throws(MessagingError) in
          _ = try CurvePublicKey(file: paths.server)
        },
      ]
    }
    let checks = ofFolder + (single ?? [])
    return checks.isEmpty
      ? [
        .unknown(
          .keys, "keys", because: "none were named (--keys FOLDER, or --key and --server-key)")
      ]
      : checks
  }

  private static func all(in folder: String) -> [DoctorCheck] {
    let keys = KeyDirectory(folder)
    guard FileSystem.isDirectory(keys.path) else {
      return [
        .problem(
          .keys, "key folder", "\(keys.path) is not a folder",
          remedy: "make the keys: clipmill keygen \(ShellWord.of(keys.path))")
      ]
    }
    var checks = [
      check("key folder", found: keys.path) { () throws(MessagingError) in
        _ = try PrivateDirectory(at: keys.path)
      }
    ]
    let names: [String]
    do throws(StorageError) {
      names = try FileSystem.names(in: keys.path)
    } catch {
      return checks + [.unknown(.keys, "keys", because: error.description)]
    }
    for name in names where name.hasSuffix(".key") { checks.append(key("\(keys.path)/\(name)")) }
    if names.contains(FileSystem.name(of: keys.allowList)) { checks.append(list(keys)) }
    return checks
  }

  /// A secret key, and the public one beside it if there is one.
  private static func key(_ path: String) -> DoctorCheck {
    let other = path.hasSuffix(".key") ? "\(path.dropLast(4)).pub" : nil
    return check(path) { () throws(MessagingError) in
      if let other, FileSystem.exists(other) {
        _ = try CurveKeyPair(publicKeyFile: other, secretKeyFile: path)
      } else {
        _ = try CurveKeyPair(secretKeyFile: path)
      }
    }
  }

  private static func list(_ keys: KeyDirectory) -> DoctorCheck {
    do throws(MessagingError) {
      let list = try AllowList(file: keys.allowList)
      let words =
        "\(list.count(of: .worker).counted("worker", "workers")), "
        + "\(list.count(of: .reader).counted("reader", "readers")) admitted"
      let strangers = strangers(keys)
      guard strangers.isEmpty else {
        return .warning(
          .keys, "allow-list",
          "\(words); not \(strangers.joined(separator: ", ")), whose key is in this folder",
          remedy:
            "add a line \"worker NAME KEY\" with the key of worker-NAME.pub, or remove the keys")
      }
      return .ok(.keys, "allow-list", words)
    } catch {
      return failure("allow-list", error)
    }
  }

  /// The workers that have a sound key in the folder, and no line for it in the allow-list.
  private static func strangers(_ keys: KeyDirectory) -> [String] {
    do throws(RunFailure) {
      return try keys.peersOfSecretKeys().filter(\.isWorker).filter { peer in
        do throws(RunFailure) { return try !keys.admits(peer) } catch { return false }
      }.map(\.description)
    } catch {
      return []
    }
  }

  private static func check(
    _ path: String, found: String? = nil, _ look: () throws(MessagingError) -> Void
  ) -> DoctorCheck {
    let name = path.contains("/") ? FileSystem.name(of: path) : path
    do throws(MessagingError) {
      try look()
      return .ok(.keys, name, found ?? "a key that only its users can read")
    } catch {
      return failure(name, error)
    }
  }

  /// What an error of keys says after its last semicolon is what to do.
  private static func failure(_ name: String, _ error: MessagingError) -> DoctorCheck {
    let words = error.description.split(separator: "; ")
    guard words.count > 1, let last = words.last else {
      return .problem(
        .keys, name, error.description, remedy: "bring the file back, or make new keys with keygen")
    }
    return .problem(
      .keys, name, words.dropLast().joined(separator: "; "), remedy: String(last))
  }
}
