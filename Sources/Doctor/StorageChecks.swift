import Dataset
import Export
import Files
import Glibc
import RunState

/// What the file system of a folder really does, found out by doing it in a folder of its own, which is removed.
struct StorageChecks {
  /// Absolute; it exists.
  private let place: String
  /// The bytes that a run is known to need yet; nil if that is not known.
  private let bytesNeeded: Int?
  private let signals: Interrupts
  /// The folder of the trials.
  private let trials: String

  /// The names of the checks that need the folder.
  private static let names = [
    "rename", "exclusive names", "links", "two processes", "case of names", "length of names",
    "bytes of names", "times of files",
  ]

  /// All checks at a place; throws if the user interrupts them.
  static func checks(
    at place: String, bytesNeeded: Int?, _ signals: Interrupts
  ) throws -> [DoctorCheck] {
    let room = Room.checks(at: place, bytesNeeded: bytesNeeded)
    var name = "\(place)/doctor-XXXXXX".utf8CString.map { $0 }
    guard mkdtemp(&name) != nil else {
      let reason = String(cString: strerror(errno))
      let writing = DoctorCheck.problem(
        .storage, "writing", "no folder can be made in \(place): \(reason)",
        remedy: "choose another place, or let user \(geteuid()) write there")
      return [writing] + room
        + (names + ["clock of the storage"]).map {
          .unknown(.storage, $0, because: "nothing can be written in \(place)")
        }
    }
    let trials = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let checks = StorageChecks(
      place: place, bytesNeeded: bytesNeeded, signals: signals, trials: trials)
    let made: Result<[DoctorCheck], any Error> = Result { try checks.tried() }
    let cleaning = checks.cleaned()
    return try [kind(of: place)] + made.get() + cleaning + room
  }

  private func tried() throws -> [DoctorCheck] {
    var made: [DoctorCheck] = []
    for trial in [writing, renaming, exclusive, links, twoProcesses] {
      made.append(trial())
      try signals.check()
    }
    return made + names() + [bytesOfNames(), times(), clock()]
  }

  private func cleaned() -> [DoctorCheck] {
    do throws(StorageError) {
      try FileSystem.removeTree(trials)
      return []
    } catch {
      return [
        .problem(
          .storage, "removal", error.description, remedy: "remove \(trials) by hand")
      ]
    }
  }

  private func file(_ name: String) -> String { "\(trials)/\(name)" }

  /// The check that `body` makes, or the one for its failure.
  private func trying(
    _ name: String, _ remedy: String, _ body: () throws(StorageError) -> DoctorCheck
  ) -> DoctorCheck {
    do throws(StorageError) {
      return try body()
    } catch {
      let better: String? =
        switch error.kind {
        case .full: "make room, or choose another place"
        case .tooLarge: "raise ulimit -f, the limit on the size of files"
        default: nil
        }
      return .problem(.storage, name, error.description, remedy: better ?? remedy)
    }
  }

  private static let elsewhere = "export to another file system, or ask its operator"

  // MARK: Trials

  private func write(_ name: String, _ bytes: [UInt8]) throws(StorageError) {
    var file = try Descriptor(opening: file(name), O_WRONLY | O_CREAT | O_TRUNC)
    try file.write(bytes)
    try file.sync()
    try file.close()
  }

  private func read(_ name: String) throws(StorageError) -> [UInt8] {
    try FileSystem.read(file(name))
  }

  private func writing() -> DoctorCheck {
    trying("writing", "make room, or choose another place") { () throws(StorageError) in
      let bytes = (0..<1 << 18).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
      try write("written", bytes)
      guard try read("written") == bytes else {
        return .problem(
          .storage, "writing", "what was written is not what is read", remedy: Self.elsewhere)
      }
      return .ok(.storage, "writing", "files are written, synced and read again in \(place)")
    }
  }

  private func renaming() -> DoctorCheck {
    trying("rename", Self.elsewhere) { () throws(StorageError) in
      switch try RenameTrial(in: trials) {
      case .replaces: break
      case .refuses(let error): throw error
      case .lies:
        return .problem(
          .storage, "rename", "a file that was renamed over another did not replace it",
          remedy: Self.elsewhere)
      }
      try FileSystem.makeDirectories(file("folder"))
      try FileSystem.rename(file("folder"), file("moved"))
      try write("old", [2])
      try write("kept", [3])
      let code = try Folder(trials).renameWithoutReplacing("kept", to: file("old"))
      guard code == EEXIST, try read("old") == [2] else {
        return .problem(
          .storage, "rename", "a file was renamed over one that must stay",
          remedy: Self.elsewhere)
      }
      return .ok(.storage, "rename", "replaces a file in one step, and keeps one that must stay")
    }
  }

  private func exclusive() -> DoctorCheck {
    trying("exclusive names", Self.elsewhere) { () throws(StorageError) in
      try write("taken", [1])
      let again = open(file("taken"), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if again >= 0 { close(again) }
      guard again < 0, errno == EEXIST else {
        return .problem(
          .storage, "exclusive names",
          "a name can be taken twice, so that two runs could own a bundle",
          remedy: Self.elsewhere)
      }
      return .ok(.storage, "exclusive names", "a name is taken once")
    }
  }

  private func links() -> DoctorCheck {
    do throws(StorageError) {
      try write("clip", [1])
      try Folder(trials).link(file("clip"), as: "twin")
    } catch {
      return .warning(
        .storage, "links", "hard links are not possible here (\(error.reason))",
        remedy: "nothing, if there is room: each clip of an event then takes its own")
    }
    return .ok(.storage, "links", "clips of one event can share a file")
  }

  private func twoProcesses() -> DoctorCheck {
    trying("two processes", Self.elsewhere) { () throws(StorageError) in
      guard let trouble = try Witness.ask(in: trials, signals.signals) else {
        return .ok(
          .storage, "two processes", "each reads at once what the other wrote, on this host")
      }
      return .problem(.storage, "two processes", trouble, remedy: Self.elsewhere)
    }
  }

  private func names() -> [DoctorCheck] {
    let rules = NameRules(tryingBelow: trials, upTo: ClipName.lengthLimit)
    let folding =
      rules.foldsCase
      ? DoctorCheck.warning(
        .storage, "case of names", "names that differ in case only are one name",
        remedy: "export to another file system where ids or labels differ in case only")
      : .ok(.storage, "case of names", "names that differ in case only are two files")
    let length =
      rules.longest < ClipName.lengthLimit
      ? DoctorCheck.warning(
        .storage, "length of names", "names may have \(rules.longest) bytes",
        remedy: "shorten ids, or export to another file system: a clip's name has up to"
          + " \(ClipName.lengthLimit) bytes")
      : .ok(.storage, "length of names", "names may be as long as those of clips")
    return [folding, length]
  }

  private func bytesOfNames() -> DoctorCheck {
    // One letter in two spellings: they are two names where names are bytes.
    let spellings = ["\u{E9}", "e\u{301}"]
    do throws(StorageError) {
      try FileSystem.makeDirectories(file("spelled"))
      for name in spellings { try write("spelled/\(name)", [1]) }
      let found = try FileSystem.names(in: file("spelled")).map { Array($0.utf8) }
      guard Set(found) == Set(spellings.map { Array($0.utf8) }) else {
        return .warning(
          .storage, "bytes of names", "names beyond ASCII change their bytes here",
          remedy: "keep recordings with such names elsewhere; clips have plain names")
      }
    } catch {
      return .warning(
        .storage, "bytes of names", "names beyond ASCII are refused (\(error.reason))",
        remedy: "keep recordings with such names elsewhere; clips have plain names")
    }
    return .ok(.storage, "bytes of names", "names beyond ASCII keep their bytes")
  }

  // MARK: Times

  private func times() -> DoctorCheck {
    let path = file("timed")
    do throws(StorageError) { try write("timed", [1]) } catch {
      return .unknown(.storage, "times of files", because: error.description)
    }
    var wanted = [timespec(tv_sec: 1_000_000_001, tv_nsec: 123_456_789)]
    wanted.append(wanted[0])
    var status = stat()
    guard utimensat(AT_FDCWD, path, wanted, 0) == 0, stat(path, &status) == 0 else {
      return .unknown(
        .storage, "times of files",
        because: "they cannot be set: \(String(cString: strerror(errno)))")
    }
    let found = status.st_mtim
    guard found.tv_sec == wanted[0].tv_sec, found.tv_nsec > 0 else {
      return .warning(
        .storage, "times of files", "times of files are whole seconds, or coarser",
        remedy: "keep recordings elsewhere: one that changes twice in that time looks unchanged")
    }
    return .ok(.storage, "times of files", "finer than a second")
  }

  /// The time of a new file is the storage's, on whatever host that is.
  private func clock() -> DoctorCheck {
    do throws(StorageError) { try write("now", [1]) } catch {
      return .unknown(.clocks, "clock of the storage", because: error.description)
    }
    let here = Clock.seconds
    var status = stat()
    guard stat(file("now"), &status) == 0 else {
      return .unknown(
        .clocks, "clock of the storage", because: String(cString: strerror(errno)))
    }
    return ClockDifference.check(
      "clock of the storage", there: status.st_mtim.tv_sec, here: here,
      "files that are written now")
  }

  private static func kind(of place: String) -> DoctorCheck {
    guard let mount = MountTable.entry(of: place) else {
      return .unknown(.storage, "file system", because: "/proc/self/mountinfo does not state it")
    }
    return .ok(.storage, "file system", "\(mount.kind) at \(mount.point)")
  }
}
