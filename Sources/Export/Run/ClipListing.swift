import Bundle
import Dataset
import Files

/// The contents of a bundle's folders of clips.
enum ClipListing {
  /// All files there by name and size, as rows would have them; nil if other files lie among the clips, or the
  /// folders cannot be listed.
  ///
  /// The folders are listed in parallel; `isWanted` is called before each.
  static func sum(
    of layout: BundleLayout, fanout: Int, while isWanted: @escaping @Sendable () -> Bool
  ) -> ClipSum? {
    let folders = Split.allCases.flatMap { layout.clipFolders(of: $0, fanout: fanout) }
    let sums = WorkThread.results(folders.count) { place in
      isWanted() ? sum(of: folders[place], in: layout) : nil
    }
    var whole = ClipSum()
    for sum in sums {
      guard let sum else { return nil }
      whole.add(sum)
    }
    return whole
  }

  /// The same of a bundle whose clips lie in tars.
  static func tars(of layout: BundleLayout) -> ClipSum? {
    var sum = ClipSum()
    do throws(StorageError) {
      for split in Split.allCases {
        let folder = layout.directory(of: split)
        for name in try FileSystem.namesIfThere(in: folder)
        where BundleLayout.isTar(name, of: split) {
          guard let size = FileSystem.size("\(folder)/\(name)") else { return nil }
          sum.add(Array("\(split.rawValue)/\(name)".utf8), size: size)
        }
      }
    } catch {
      return nil
    }
    return sum
  }

  private static func sum(of folder: String, in layout: BundleLayout) -> ClipSum? {
    let start = Array("\(layout.relative(folder))/".utf8)
    var path = start
    var sum = ClipSum()
    var areClips = true
    do throws(StorageError) {
      // A split without clips has no folder.
      if try FileStatus.ifThere(folder) == nil { return sum }
      try Folder(folder).forEachSize { name, size in
        guard let size else {
          areClips = false
          return
        }
        path.removeLast(path.count - start.count)
        path.append(contentsOf: name)
        sum.add(path, size: size)
      }
    } catch {
      return nil
    }
    return areClips ? sum : nil
  }
}
