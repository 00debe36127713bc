package import Bundle
import Dataset
package import Files
import Glibc

/// The place of a new bundle: taken, given back, or taken from an older bundle.
package struct BundlePlace {
  package let layout: BundleLayout
  /// The bundle's folder itself, even if a link leads to it: the link stays.
  private let folder: String
  /// The new path of the old bundle; it is removed when the new one is sure to come.
  private var replaced: String?
  /// The same for its run state, if that lay outside the bundle.
  private var replacedState: (path: String, old: String)?
  private var wasThere = false
  /// True if the folder of the run state outside the bundle was there, and empty.
  private var stateWasThere = false
  /// Files that the command writes itself and that may lie in an older bundle, by their path in it.
  private let outputs: [String]

  /// True if an older bundle waits for the new one.
  package var replaces: Bool { replaced != nil }

  /// The folders above the bundle that were made for it, innermost first.
  private let madeFolders: [String]

  /// Takes the place.
  ///
  /// Existing content stays, unless it is an empty directory, or a bundle and `overwrite`; `requireFree` throws if
  /// somebody works on that bundle, which it gets as found. The command's own `outputs`, absolute, go with an older bundle. Foreign files are
  /// moved to a folder beside it if `movedForeign` is given, which gets the words about it.
  package init(
    _ layout: BundleLayout, overwrite: Bool, resume: Bool, outputs: [String] = [],
    movedForeign: ((String) -> Void)? = nil, requireFree: (BundleLayout) throws -> Void
  ) throws {
    self.layout = layout
    self.outputs = outputs.filter { $0.utf8.starts(with: "\(layout.root)/".utf8) }
      .map(layout.relative)
    folder = FileSystem.resolved(layout.root)
    madeFolders = Self.missingFolders(above: layout.root)
    wasThere = FileSystem.exists(layout.root)
    if !wasThere, let target = FileSystem.linkTarget(layout.root) {
      throw RunFailure(
        .cannotMake,
        "\(layout.root) is a link to \(target), which is not there"
          + " (make that folder, or remove the link)")
    }
    if wasThere, try !Self.isEmptyDirectory(layout.root), !(resume && Self.isHardlyBegun(layout)) {
      if resume { throw Self.notToBeResumed(layout) }
      try moveAway(overwrite: overwrite, movedForeign, requireFree)
      wasThere = false
    }
    stateWasThere = FileSystem.exists(layout.state)
    do throws(StorageError) {
      try FileSystem.makeDirectories(folder)
      for folder in layout.stateFolders { try FileSystem.makeDirectories(folder) }
    } catch {
      try? giveBack()
      throw RunFailure(.cannotMake, "\(error) (choose another place for the bundle)")
    }
  }

  /// The failure of a resume that found no journal to continue.
  private static func notToBeResumed(_ layout: BundleLayout) -> RunFailure {
    let isPartOfOne =
      FileSystem.exists(layout.inner) || FileSystem.exists(layout.components)
      || FileSystem.exists(layout.labels(of: .train))
    guard isPartOfOne else {
      return RunFailure(
        .cannotMake, "\(layout.root) is not a bundle, and not empty (choose another place)")
    }
    return RunFailure(
      .cannotMake,
      "\(layout.root) has lost both its run state (\(layout.state) has no journal) and"
        + " \(layout.metadata): nothing tells what was committed (bring one of them back, or remove"
        + " the folder and export again)")
  }

  private static func refusal(_ layout: BundleLayout, _ strangers: Capped<String>) -> RunFailure {
    RunFailure(
      .cannotMake,
      "\(layout.root) holds what no export made, which --overwrite does not remove:"
        + " \(strangers.words) (--move-foreign moves it to a folder beside the bundle; or choose another"
        + " place); nothing was removed")
  }

  /// Foreign files are moved if `notice` is given.
  private mutating func moveAway(
    overwrite: Bool, _ notice: ((String) -> Void)?, _ requireFree: (BundleLayout) throws -> Void
  ) throws {
    guard FileSystem.exists(layout.metadata) || FileSystem.exists(layout.inner) else {
      throw RunFailure(
        .cannotMake,
        "\(layout.root) exists and is not a bundle, so that neither --resume nor --overwrite"
          + " helps (choose another place, or move it yourself)")
    }
    guard overwrite else {
      throw RunFailure(
        .cannotMake, "\(layout.root) exists: --resume continues it, --overwrite replaces it")
    }
    let strangers = try layout.strangers(but: outputs)
    if strangers.count > 0, notice == nil { throw Self.refusal(layout, strangers) }
    let older = try StateFolder.layout(of: layout.root)
    try requireFree(older)
    if strangers.count > 0, let notice { try moveForeign(notice) }
    if older.isApart || layout.isApart {
      let state = older.isApart ? older.state : layout.state
      if try !FileSystem.namesIfThere(in: state).isEmpty {
        replacedState = (try Self.renameAway(state), state)
      }
    }
    do {
      replaced = try Self.renameAway(folder)
    } catch {
      if let (path, old) = replacedState { try FileSystem.rename(path, old) }
      throw error
    }
  }

  /// Gives a folder another name, beside its own one; returns it.
  private static func renameAway(_ folder: String) throws -> String {
    let away = "\(folder).replaced-\(getpid())"
    do throws(StorageError) {
      try FileSystem.rename(folder, away)
    } catch {
      guard error.kind == .busy else { throw error }
      throw RunFailure(
        .cannotMake,
        "\(folder) is a mount point, which cannot be renamed away, so that --overwrite cannot"
          + " replace it (export to a folder below it, such as \(folder)/dataset)")
    }
    return away
  }

  /// Moves foreign files to a folder beside the bundle.
  private func moveForeign(_ notice: (String) -> Void) throws {
    func many(_ count: Int) -> String { count.counted("file or folder", "files and folders") }
    var foreign = try ForeignFiles(beside: folder)
    do throws(StorageError) {
      try foreign.take(from: layout, but: outputs)
    } catch {
      let done =
        foreign.count == 0
        ? "nothing was moved" : "\(many(foreign.count)) went to \(foreign.path)"
      throw RunFailure(
        .cannotMake,
        "\(error), so that \(layout.root) was not replaced (move it by hand, then export again); \(done)"
      )
    }
    FileSystem.syncFileSystem(of: foreign.path)
    notice(
      "\(many(foreign.count)) in \(layout.root) that no export made: moved to \(foreign.path)")
  }

  /// Leaves the place as it was found; so far it holds only run state.
  ///
  /// Files that others have put there meanwhile stay, and so do the folders that hold them.
  package func giveBack() throws(StorageError) {
    try giveBackState()
    try FileSystem.removeTree(layout.inner)
    if !wasThere, rmdir(folder) == 0 || errno == ENOENT {
      for folder in madeFolders { rmdir(folder) }
    }
    if let replaced { try FileSystem.rename(replaced, folder) }
  }

  private func giveBackState() throws(StorageError) {
    guard layout.isApart else { return }
    for name in try FileSystem.namesIfThere(in: layout.state) {
      try FileSystem.removeTree("\(layout.state)/\(name)")
    }
    if !stateWasThere { rmdir(layout.state) }
    if let (path, old) = replacedState { try FileSystem.rename(path, old) }
  }

  /// Words about what to do by hand if the place could not be given back.
  package var leftBehind: String {
    replaced.map { "the older bundle is at \($0): move it back to \(layout.root) by hand" }
      ?? "what is left of the bundle can be removed by hand"
  }

  /// Removes the old bundle, since the new one is sure to come.
  ///
  /// Returns the words of a warning if others have put something into it meanwhile: then it stays.
  package mutating func settle() throws(StorageError) -> String? {
    guard let old = replaced else { return nil }
    replaced = nil
    let strangers = try BundleLayout(old).strangers(but: outputs)
    guard strangers.count == 0 else {
      return
        "the replaced bundle is kept at \(old): it holds what no export made: \(strangers.words)"
    }
    try FileSystem.removeTree(old)
    if let (path, _) = replacedState { try FileSystem.removeTree(path) }
    return nil
  }

  private static func missingFolders(above path: String) -> [String] {
    var folders: [String] = []
    var rest = path[...]
    while let slash = rest.lastIndex(of: "/"), slash != rest.startIndex {
      rest = rest[..<slash]
      if FileSystem.exists(String(rest)) { break }
      folders.append(String(rest))
    }
    return folders
  }

  /// True if a run made the place and died before it wrote anything.
  private static func isHardlyBegun(_ layout: BundleLayout) -> Bool {
    layout.holdsOnlyState && !FileSystem.exists(layout.journal(Epoch(1)))
  }

  private static func isEmptyDirectory(_ path: String) throws(StorageError) -> Bool {
    do throws(StorageError) {
      return try FileSystem.names(in: path).isEmpty
    } catch {
      // A file is not a directory.
      guard error.kind == .notThere else { throw error }
      return false
    }
  }
}

extension Capped<String> {
  /// The names of the first of them, and the number of the others.
  fileprivate var words: String {
    first.joined(separator: ", ")
      + (count > first.count ? " and \((count - first.count).grouped) more" : "")
  }
}
