import Files
import Glibc

/// Compares a line of a checksum manifest with the files below the roots.
struct EntryCheck: ~Copyable {
  /// Absolute, all of them usable.
  private let roots: [RawPath]
  private var hasher: ContentHasher?

  init(in roots: [RawPath], takingDigests: Bool) {
    self.roots = roots
    hasher = takingDigests ? ContentHasher() : nil
  }

  /// The verdict on a line; nil if it names no file, or was given up half-way.
  ///
  /// `goesOn` gets the number of bytes read, and may end the work by returning false.
  mutating func verdict(
    on line: ManifestLines.Line, while goesOn: (Int) -> Bool
  ) -> EntryVerdict? {
    do throws(ChecksumLine.Fault) {
      guard let entry = try ChecksumLine(parsing: line.content ?? [0x21]) else { return nil }
      let fault = { (fault: EntryFault, words: String) in
        EntryVerdict.fault(fault, .init(line: line.number, path: entry.path, words: words))
      }
      switch find(entry.path) {
      case .found(let path): return compare(path, entry, fault, while: goesOn)
      case .fault(let kind, let words): return fault(kind, words)
      }
    } catch {
      let words = line.content == nil ? "longer than any path" : error.rawValue
      return .fault(.malformed, .init(line: line.number, path: nil, words: words))
    }
  }

  // MARK: Where it is

  private enum Place {
    case found(RawPath)
    case fault(EntryFault, String)
  }

  /// The first root with a regular file of this name, symlinks followed.
  private func find(_ path: RawPath) -> Place {
    let candidates = EntryPath.candidates(path, in: roots)
    if candidates.isEmpty { return .fault(.refused, "leads out of the roots") }
    var trouble: String?
    var other: String?
    for candidate in candidates {
      do throws(StorageError) {
        switch try FileStatus(of: candidate).kind {
        case .regularFile: return .found(candidate)
        case .directory: other = "is a directory"
        case .special(let words): other = "is \(words)"
        case .symbolicLink: break
        }
      } catch {
        if error.kind != .notThere { trouble = trouble ?? Self.words(error, at: candidate) }
      }
    }
    if let trouble { return .fault(.unreadable, trouble) }
    return .fault(.missing, other ?? "")
  }

  /// Names the folder on the way that may not be searched, if that is the reason.
  private static func words(_ error: StorageError, at path: RawPath) -> String {
    guard error.kind == .notPermitted else { return error.reason }
    let folders = path.bytes.indices.filter { $0 > 0 && path.bytes[$0] == UInt8(ascii: "/") }
      .map { RawPath(Array(path.bytes[..<$0])) }
    let closed = folders.first { folder in folder.withCString { access($0, X_OK) } != 0 }
    return closed.map { "\($0) may not be searched" } ?? error.reason
  }

  // MARK: What it holds

  private mutating func compare(
    _ path: RawPath, _ entry: ChecksumLine, _ fault: (EntryFault, String) -> EntryVerdict,
    while goesOn: (Int) -> Bool
  ) -> EntryVerdict? {
    guard hasher != nil else { return .sound }
    do throws(StorageError) {
      guard let digest = try hasher?.digest(of: path, while: goesOn) else { return nil }
      if digest.utf8.elementsEqual(entry.digest.utf8) { return .sound }
      return fault(.changed, "has \(digest.prefix(12))…, not \(entry.digest.prefix(12))…")
    } catch {
      return fault(error.kind == .notThere ? .missing : .unreadable, error.reason)
    }
  }
}
