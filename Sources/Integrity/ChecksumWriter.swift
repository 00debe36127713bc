package import Files
import Synchronization

/// What `checksums` is to do.
package struct ChecksumRequest: Hashable, Sendable {
  /// The directory whose files are hashed.
  package let root: String
  /// The manifest to write; it may lie below the root and is then left out.
  package let output: String
  /// Threads that hash.
  package var threads = 1

  package init(root: String, output: String) {
    self.root = root
    self.output = output
  }
}

/// A place that `checksums` cannot work with.
package enum ChecksumFault: Error, Hashable, CustomStringConvertible {
  /// Not there, empty, or not to be read.
  case root(String)
  /// Something that is there already and is no file.
  case output(String)

  package var description: String {
    switch self {
    case .root(let words), .output(let words): words
    }
  }
}

/// How far a checksum manifest is.
package struct ChecksumProgress: Hashable, Sendable {
  package internal(set) var files = 0
  package internal(set) var bytes = 0

  package init() {}
}

/// What came of it.
package struct ChecksumResult: Hashable, Sendable {
  /// Something that has no line, by its path relative to the root.
  package struct Omission: Hashable, Sendable {
    package let path: RawPath
    package let words: String
  }

  package internal(set) var progress = ChecksumProgress()
  package internal(set) var leftOutCount = 0
  /// The first of what is no file, in the order of their paths.
  package internal(set) var leftOut: [Omission] = []
  package internal(set) var unreadableCount = 0
  /// The first of what could not be read, by their paths; where there is one, nothing was written.
  package internal(set) var unreadable: [Omission] = []

  /// Kept of each.
  package static let exampleLimit = 20
}

/// Writes the checksum manifest of a directory.
///
/// Lines are those of `sha256sum`, sorted by the paths' bytes. The file takes its name only when it
/// is complete, and only where everything could be read: what a manifest lacks is never missed.
/// Memory does not grow with the number of files, but for the directories on the way to one.
package enum ChecksumWriter {
  /// Hashes every file below the root.
  ///
  /// `watch` is called many times a second, on this thread; what it throws ends the work, and
  /// nothing is written.
  package static func write(
    _ request: ChecksumRequest, watch: (ChecksumProgress) throws -> Void
  ) throws -> ChecksumResult {
    let root = RawPath(FileSystem.absolute(request.root))
    let output = Output(FileSystem.absolute(request.output), in: FileSystem.absolute(request.root))
    try check(request, watch: { try watch(ChecksumProgress()) })
    let walk = TreeWalk(root, leavingOut: output.isOwn)
    let queue = FileQueue(walk, try OutputFile(replacing: FileSystem.absolute(request.output)))
    do {
      try Crew.run(
        request.threads,
        work: { recall in
          var hasher = ContentHasher()
          while !recall.isCalled, let batch = queue.next(recall) {
            queue.add(
              FileQueue.lines(of: batch, in: root, &hasher) { queue.goesOn(after: $0, recall) })
          }
        }, watch: { try watch(queue.progress) })
    } catch {
      queue.abandon()
      throw error
    }
    return try queue.finish()
  }

  /// Looks at both places, on another thread: a dead server does not answer.
  private static func check(_ request: ChecksumRequest, watch: () throws -> Void) throws {
    let found = Found()
    try Crew.run(
      1,
      work: { _ in
        let state = RootState(of: FileSystem.absolute(request.root))
        let output = try? FileStatus(of: RawPath(FileSystem.absolute(request.output)))
        found.places.withLock { $0 = (state, output?.kind) }
      }, watch: watch)
    guard let (root, output) = found.places.withLock({ $0 }) else {
      preconditionFailure("both places were looked at, and nothing was found of them")
    }
    if let words = root.words { throw ChecksumFault.root("\(request.root) \(words)") }
    switch output {
    case nil, .regularFile: break
    default: throw ChecksumFault.output("\(request.output) is no file")
    }
  }

  private final class Found: Sendable {
    let places = Mutex<(RootState, FileStatus.Kind?)?>(nil)
  }

  /// The manifest itself and its unfinished form, where they lie below the root.
  private struct Output: Sendable {
    /// Relative to the root; nil where it lies elsewhere.
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

    /// Whether a relative path is the manifest's, or that of one which was never finished.
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
  /// The longest end of which every element fulfils a condition.
  fileprivate func suffix(while condition: (Element) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, condition(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
