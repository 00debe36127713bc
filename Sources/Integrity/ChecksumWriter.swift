package import Dataset
package import Files

/// A request for a checksum manifest.
package struct ChecksumRequest: Hashable, Sendable {
  /// The directory whose files are hashed.
  package let root: String
  /// The manifest to write; it may lie below the root and is then excluded.
  package let output: String
  /// Threads that hash.
  package var threads = 1

  package init(root: String, output: String) {
    self.root = root
    self.output = output
  }
}

/// A path that `checksums` cannot use.
package enum ChecksumFault: Error, Hashable, CustomStringConvertible {
  /// Missing, empty, or unreadable.
  case root(String)
  /// An existing path that is not a file.
  case output(String)

  package var description: String {
    switch self {
    case .root(let words), .output(let words): words
    }
  }
}

/// The progress of a checksum manifest.
package struct ChecksumProgress: Hashable, Sendable {
  package internal(set) var files = 0
  package internal(set) var bytes = 0
  /// Total number of files; nil until they are counted.
  package internal(set) var expected: Int?

  package init() {}

  init(_ work: WatchedWork) {
    files = work.done
    bytes = work.bytes
    expected = work.expected.map { max($0, files) }
  }
}

/// The result of writing a checksum manifest.
package struct ChecksumResult: Hashable, Sendable {
  /// An entry without a line, by its path relative to the root.
  package struct Omission: Hashable, Sendable {
    package let path: RawPath
    package let words: String
  }

  package internal(set) var progress = ChecksumProgress()
  /// Entries that are not files, in the order of the paths.
  package internal(set) var leftOut = Capped<Omission>(keeping: 20)
  /// Entries that could not be read, in the order of the paths; if there are any, nothing was written.
  package internal(set) var unreadable = Capped<Omission>(keeping: 20)
}

/// Writes the checksum manifest of a directory.
///
/// Lines are those of `sha256sum`, sorted by the paths' bytes. The file takes its name only when it is complete, and
/// only if everything could be read: nobody would notice what a manifest lacks. Memory does not grow with the number
/// of files, except for the directories on the way to one.
package enum ChecksumWriter {
  /// Hashes every file below the root.
  ///
  /// `watch` is called many times a second, on this thread; an error that it throws ends the work, and nothing is
  /// written.
  package static func write(
    _ request: ChecksumRequest, watch: (ChecksumProgress) throws -> Void
  ) throws -> ChecksumResult {
    try check(request, watch: { try watch(ChecksumProgress()) })
    return try WatchedWork.run(
      { work in try write(request, work) }, watch: { try watch(ChecksumProgress($0)) })
  }

  private static func write(
    _ request: ChecksumRequest, _ work: WatchedWork
  ) throws -> ChecksumResult {
    let root = RawPath(FileSystem.absolute(request.root))
    let own = Output(FileSystem.absolute(request.output), in: FileSystem.absolute(request.root))
    var walk = TreeWalk(root, leavingOut: own.isOwn)
    try WorkThread.startDetached { [walk] in count(walk, work) }
    var output = try OutputFile(replacing: FileSystem.absolute(request.output))
    var result = ChecksumResult()
    while true {
      let items: [TreeWalk.Item]
      (items, walk) = try work.apart { [walk] in
        var walk = walk
        return (walk.next(1024), walk)
      }
      if items.isEmpty { break }
      let hashed = try work.map(
        items, threads: request.threads, with: { ContentHasher() },
        { hash($0, below: root, &$1, work) })
      for (item, digest) in hashed {
        switch item {
        case .file(let path): try output.write(ChecksumLine(digest: digest, path: path).written)
        case .leftOut(let path, let why): result.leftOut.add(.init(path: path, words: why.words))
        case .unreadable(let path, let words):
          result.unreadable.add(.init(path: path, words: words))
        }
      }
    }
    result.progress = ChecksumProgress(work)
    if result.unreadable.count == 0 { _ = try output.finish() } else { output.abandon() }
    return result
  }

  /// Counts the files ahead of those that hash them, for the thread that watches.
  private static func count(_ walk: TreeWalk, _ work: WatchedWork) {
    var walk = walk
    var files = 0
    while work.goesOn(after: 0), case let items = walk.next(1024), !items.isEmpty {
      files += items.count { if case .file = $0 { true } else { false } }
    }
    if work.goesOn(after: 0) { work.expect(files) }
  }

  /// An item and its digest; it has one if it is a file that can be read.
  private static func hash(
    _ item: TreeWalk.Item, below root: RawPath, _ hasher: inout ContentHasher, _ work: WatchedWork
  ) -> (TreeWalk.Item, String) {
    guard case .file(let path) = item else { return (item, "") }
    do throws(StorageError) {
      let whole = root.appending(path.bytes)
      // Without a digest the work was cancelled, and nothing is written.
      let digest = try hasher.digest(of: whole, while: work.goesOn) ?? ""
      work.advance()
      return (item, digest)
    } catch {
      return (.unreadable(path, error.reason), "")
    }
  }

  /// Checks both paths, on another thread: a dead server does not answer.
  private static func check(_ request: ChecksumRequest, watch: () throws -> Void) throws {
    let (root, output) = try WatchedWork.run(
      { _ in
        let output = Result { () throws(StorageError) in
          try FileStatus.ifThere(FileSystem.absolute(request.output))?.kind
        }
        return (RootState(of: FileSystem.absolute(request.root)), output)
      }, watch: { _ in try watch() })
    if let words = root.words { throw ChecksumFault.root("\(request.root) \(words)") }
    switch try output.get() {
    case nil, .regularFile: break
    default: throw ChecksumFault.output("\(request.output) is not a file")
    }
  }

  /// The manifest itself and its unfinished form, if they lie below the root.
  private struct Output: Sendable {
    /// Relative to the root; nil if it lies elsewhere.
    private let path: [UInt8]?

    init(_ output: String, in root: String) {
      let name = output.utf8.suffix(while: { $0 != UInt8(ascii: "/") })
      let folder = String(decoding: output.utf8.dropLast(name.count), as: UTF8.self)
      let own = FileSystem.resolved(root).utf8.split(separator: UInt8(ascii: "/"))
      let parts = FileSystem.resolved(folder).utf8.split(separator: UInt8(ascii: "/"))
      guard parts.starts(with: own, by: { $0.elementsEqual($1) }) else {
        path = nil
        return
      }
      let below = parts.dropFirst(own.count).map { Array($0) } + [Array(name)]
      path = Array(below.joined(separator: [UInt8(ascii: "/")]))
    }

    /// True if a relative path is the manifest's, or that of one that was never finished.
    func isOwn(_ file: RawPath) -> Bool {
      guard let path, file.bytes.starts(with: path) else { return false }
      let rest = file.bytes.dropFirst(path.count)
      let middle = rest.dropFirst().dropLast(".part".utf8.count)
      return rest.isEmpty
        || rest.first == UInt8(ascii: ".") && rest.suffix(5).elementsEqual(".part".utf8)
          && !middle.isEmpty && middle.allSatisfy { (0x30...0x39).contains($0) }
    }
  }
}

extension BidirectionalCollection {
  /// The longest end in which every element meets a condition.
  fileprivate func suffix(while condition: (Element) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, condition(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
