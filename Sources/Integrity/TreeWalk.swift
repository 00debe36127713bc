import Files

/// Walks a directory and everything below it, meeting files in the order of their paths' bytes.
///
/// Links to directories are not followed: they may lead in circles. Memory: the listings of the directories that lead
/// to the present file.
struct TreeWalk {
  /// An entry, by its path relative to the root.
  enum Item {
    /// A regular file, or a link to one.
    case file(RawPath)
    case leftOut(RawPath, LeftOut)
    /// An entry that could not be listed or examined.
    case unreadable(RawPath, String)
  }

  private struct Level {
    /// Relative to the root; empty for the root itself.
    let path: RawPath
    let listing: DirectoryListing
    var next = 0
  }

  private let root: RawPath
  /// True if a file of this relative path is the one being written.
  private let isOutput: @Sendable (RawPath) -> Bool
  private var levels: [Level] = []
  private var hasBegun = false

  /// Nothing is read before the first `next()`.
  init(_ root: RawPath, leavingOut isOutput: @escaping @Sendable (RawPath) -> Bool) {
    self.root = root
    self.isOutput = isOutput
  }

  /// The next entries, at most `count`; none at the end.
  mutating func next(_ count: Int) -> [Item] {
    var items: [Item] = []
    while items.count < count, let item = next() { items.append(item) }
    return items
  }

  private mutating func next() -> Item? {
    if !hasBegun {
      hasBegun = true
      if let fault = enter(RawPath([])) { return fault }
    }
    while let level = levels.last {
      guard level.next < level.listing.count else {
        levels.removeLast()
        continue
      }
      levels[levels.count - 1].next += 1
      let (name, kind) = level.listing[level.next]
      let path = level.path.appending(name)
      switch kind {
      case .directory: if let fault = enter(path) { return fault }
      case .regularFile where isOutput(path): break
      case .regularFile: return .file(path)
      case .other: return judge(path)
      }
    }
    return nil
  }

  private mutating func enter(_ path: RawPath) -> Item? {
    do throws(StorageError) {
      let listing = try DirectoryListing(of: root.appending(path.bytes))
      levels.append(Level(path: path, listing: listing))
      return nil
    } catch {
      return .unreadable(path, error.reason)
    }
  }

  /// A link, a pipe, or an entry that is gone.
  private func judge(_ path: RawPath) -> Item {
    let whole = root.appending(path.bytes)
    do throws(StorageError) {
      switch try FileStatus(of: whole).kind {
      case .regularFile: return .file(path)
      case .directory: return .leftOut(path, .linkToDirectory)
      case .special(let words): return .leftOut(path, .special(words))
      case .symbolicLink: return .leftOut(path, .deadLink)
      }
    } catch {
      let isLink = (try? FileStatus(of: whole, followingLinks: false))?.kind == .symbolicLink
      let isDead = isLink && (error.kind == .notThere || error.kind == .other)
      return isDead ? .leftOut(path, .deadLink) : .unreadable(path, error.reason)
    }
  }
}

/// The reason why an entry below a root gets no checksum.
package enum LeftOut: Hashable, Sendable {
  case linkToDirectory
  /// It leads to nothing, or in a circle.
  case deadLink
  /// A FIFO, socket or device; with its article.
  case special(String)

  /// Words for the kind, with an article.
  package var words: String {
    switch self {
    case .linkToDirectory: "a link to a directory"
    case .deadLink: "a link that leads nowhere"
    case .special(let words): words
    }
  }
}
