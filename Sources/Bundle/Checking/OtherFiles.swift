import Dataset
import Files

/// The files of a folder that no row names.
struct OtherFiles: Sendable {
  /// Relative to the bundle, like the files and folders in it.
  let path: String
  /// In the order of their bytes.
  private(set) var files: [String] = []
  /// Nil if it was read, or is gone.
  private(set) var error: StorageError?
  private var folders: [String] = []

  /// The folders of a split, each before those in it, in the order of their bytes; several threads read them.
  ///
  /// `known` are files that need no row, and `named` the paths in rows.
  static func folders(
    of split: Split, in layout: BundleLayout, known: [String], named: DigestSet
  ) -> [OtherFiles] {
    var found: [String: OtherFiles] = [:]
    var level = [split.rawValue]
    while !level.isEmpty {
      let paths = level
      let folders = WorkThread.results(paths.count) { number in
        OtherFiles(paths[number], in: layout.root, known, named)
      }
      for folder in folders { found[folder.path] = folder }
      level = folders.flatMap(\.folders)
    }
    var waiting = [split.rawValue]
    var ordered: [OtherFiles] = []
    while let path = waiting.popLast(), let folder = found[path] {
      ordered.append(folder)
      waiting += folder.folders.reversed()
    }
    return ordered
  }

  private init(_ folder: String, in root: String, _ known: [String], _ named: DigestSet) {
    path = folder
    do throws(StorageError) {
      let listing = try DirectoryListing(of: RawPath("\(root)/\(folder)"), isSorted: false)
      look(at: listing, known, named)
    } catch {
      if error.kind != .notThere { self.error = error }
    }
  }

  private mutating func look(
    at listing: DirectoryListing, _ known: [String], _ named: DigestSet
  ) {
    var path = Array("\(path)/".utf8)
    let start = path.count
    for place in 0..<listing.count {
      let (name, kind) = listing[place]
      path.removeSubrange(start...)
      path += name
      if kind != .directory, named.contains(ContentDigest(of: path)) { continue }
      let text = String(decoding: path, as: UTF8.self)
      if kind == .directory, String(validating: name, as: UTF8.self) != nil {
        folders.append(text)
      } else if !known.contains(text) {
        files.append(text)
      }
    }
    files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    folders.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
