import Bundle
import Files

/// The folder beside a bundle for its foreign files, when the bundle is replaced.
///
/// Entries are moved one by one, in open directories and without replacing anything: whenever it ends, each is at its
/// old place or at its new one.
struct ForeignFiles: ~Copyable {
  private let parent: Folder
  private let name: String
  private let place: Folder
  /// Files and folders that were moved there; a folder counts once.
  private(set) var count = 0

  /// Makes the folder beside `bundle`, under the first free number.
  init(beside bundle: String) throws(StorageError) {
    let parent = try Folder(FileSystem.folder(of: bundle))
    var number = 1
    while true {
      let name = "\(FileSystem.name(of: bundle)).foreign-\(number)"
      if try Self.make(name, in: parent) {
        place = try parent.folder(name)
        self.name = name
        self.parent = parent
        return
      }
      number += 1
    }
  }

  var path: String { place.path }

  /// Moves all foreign entries there, each under its path in the bundle; files at these `known` paths stay.
  mutating func take(from bundle: BundleLayout, but known: [String]) throws(StorageError) {
    var moved = 0
    defer { count += moved }
    do throws(StorageError) {
      try bundle.forEachStranger(but: known) { folder, path, name throws(StorageError) in
        try Self.move(name, from: folder, to: place, path.split(separator: "/")[...])
        moved += 1
      }
    } catch {
      if moved == 0 { parent.removeEmptyFolder(name) }
      throw error
    }
  }

  private static func move(
    _ name: RawPath, from folder: borrowing Folder, to place: borrowing Folder,
    _ below: ArraySlice<Substring>
  ) throws(StorageError) {
    guard let next = below.first.map(String.init) else { return try folder.move(name, to: place) }
    _ = try make(next, in: place)
    do throws(StorageError) {
      try move(name, from: folder, to: try place.folder(next), below.dropFirst())
    } catch {
      place.removeEmptyFolder(next)
      throw error
    }
  }

  /// False if the name is taken.
  private static func make(
    _ name: String, in folder: borrowing Folder
  ) throws(StorageError) -> Bool {
    do throws(StorageError) {
      try folder.makeFolder(name)
      return true
    } catch {
      guard error.kind == .exists else { throw error }
      return false
    }
  }
}
