package import Dataset
package import Files

/// The names of a bundle's files and folders: everything else in its folder is foreign.
///
/// A name and the kind of its entry decide, never a row: a bundle holds millions of clips. A new file of the
/// bundle needs an entry here.
extension BundleLayout {
  /// A folder of the bundle that holds more than run state.
  private enum Place {
    case root
    case split(Split)
    case audio
    case fanout
  }

  private enum Verdict {
    case ours
    case folder(Place)
    case strange
  }

  /// True if a file at this path would belong to the bundle, by its name alone.
  package func isOwn(_ path: String) -> Bool {
    guard path.utf8.starts(with: "\(root)/".utf8) else { return false }
    var place = Place.root
    let parts = relative(path).split(separator: "/", omittingEmptySubsequences: false)
    for (number, part) in parts.enumerated() {
      let isLast = number == parts.count - 1
      switch judge(String(part), isLast ? .regularFile : .directory, in: place) {
      case .ours: return true
      case .strange: return false
      case .folder(let inner): place = inner
      }
    }
    return false
  }

  /// The bundle that owns the file at a path; nil if no bundle does.
  package static func owning(_ path: String) -> BundleLayout? {
    var folder = path
    // A clip lies deepest: split, audio, fanout.
    for _ in 1...4 {
      folder = FileSystem.folder(of: folder)
      guard folder.utf8.count > 1 else { return nil }
      let layout = BundleLayout(folder)
      let isBundle =
        FileSystem.exists(layout.inner)
        || FileSystem.exists(layout.metadata) && FileSystem.exists(layout.components)
      if isBundle, layout.isOwn(path) { return layout }
    }
    return nil
  }

  /// The paths of the entries in the bundle's folder that have none of its names; a folder counts once.
  ///
  /// Files at these `known` paths do not count. Links are not followed. Costs one listing of each folder.
  package func strangers(
    but known: [String] = [], keeping limit: Int = 5
  ) throws(StorageError) -> Capped<String> {
    var found = Capped<String>(keeping: limit)
    try forEachStranger(but: known) { _, path, name in found.add("\(path)\(name)") }
    return found
  }

  /// Calls the closure for each of them with the open folder that holds it, that folder's path with a slash,
  /// and its name.
  package func forEachStranger(
    but known: [String],
    _ body: (borrowing Folder, String, RawPath) throws(StorageError) -> Void
  ) throws(StorageError) {
    try search(try Folder(root), .root, "", known, body)
  }

  private func search(
    _ folder: borrowing Folder, _ place: Place, _ path: String, _ known: [String],
    _ body: (borrowing Folder, String, RawPath) throws(StorageError) -> Void
  ) throws(StorageError) {
    let listing = try folder.listing()
    for position in 0..<listing.count {
      let name = listing.path(position)
      let kind = listing[position].kind
      switch judge(name.description, kind, in: place) {
      case .ours: break
      case .strange:
        if known.contains(where: { $0.utf8.elementsEqual("\(path)\(name)".utf8) }) { break }
        if try !Self.isOfSystem(name.description, kind, in: folder) { try body(folder, path, name) }
      case .folder(let inner):
        try search(try folder.folder(name), inner, "\(path)\(name)/", known, body)
      }
    }
  }

  private func judge(
    _ name: String, _ kind: DirectoryListing.Kind, in place: Place
  ) -> Verdict {
    switch (place, kind) {
    case (.root, .directory):
      if name == Self.innerName { return .ours }
      return Split(rawValue: name).map { .folder(.split($0)) } ?? .strange
    case (.split, .directory): return name == Self.audioName ? .folder(.audio) : .strange
    case (.audio, .directory):
      return (1...4).contains { name.isHexadecimal(digits: $0) } ? .folder(.fanout) : .strange
    case (.fanout, .directory): return .strange
    case (.root, .regularFile):
      return isOwnFile(name, among: [components, skipped, card, croissant, metadata, checksums])
    case (.split(let split), .regularFile):
      if Self.isTar(name, of: split) { return .ours }
      return isOwnFile(name, among: [labels(of: split), huggingFaceRows(of: split)])
    case (.audio, .regularFile), (.fanout, .regularFile): return isClip(name) ? .ours : .strange
    // A link may stand for a folder of clips on another disk: it is removed, and its target stays.
    case (.root, .other): return Split(rawValue: name) == nil ? .strange : .ours
    case (.split, .other): return name == Self.audioName ? .ours : .strange
    case (.audio, .other), (.fanout, .other): return .strange
    }
  }

  private func isOwnFile(_ name: String, among paths: [String]) -> Verdict {
    let isOwn = paths.contains { FileSystem.name(of: $0) == name }
    return isOwn || OutputFile.isUnfinished(name) ? .ours : .strange
  }

  private func isClip(_ name: String) -> Bool {
    ClipFormat.allCases.contains { ClipName.stem(ofFile: name, $0) != nil }
  }

  /// True if a system or its file manager creates such a file by itself, so that nobody would miss it.
  private static func isOfSystem(
    _ name: String, _ kind: DirectoryListing.Kind, in folder: borrowing Folder
  ) throws(StorageError) -> Bool {
    switch kind {
    case .regularFile:
      return [".DS_Store", "Thumbs.db", "desktop.ini", ".directory"].contains(name)
        || ["._", ".nfs", ".fuse_hidden"].contains { name.hasPrefix($0) }
    case .directory where name == "lost+found":
      do throws(StorageError) {
        return try folder.folder(name).listing().count == 0
      } catch {
        // Only root may remove what only root may look into.
        guard error.kind == .notPermitted else { throw error }
        return true
      }
    case .directory, .other: return false
    }
  }
}
