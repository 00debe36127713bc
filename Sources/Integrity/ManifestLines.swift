import Files

/// The lines of one checksum manifest without comments, some at a time.
struct ManifestLines: ~Copyable {
  /// A line; `content` is nil if it is too long to hold.
  struct Line: Sendable {
    /// From 1, blank lines and comments included.
    let number: Int
    let content: [UInt8]?
    /// Hundredths of the manifest up to here.
    let percent: Int
  }

  /// Lines that may still be read.
  private var left: Int
  private var reader: ManifestReader?
  /// The fault, after the manifest's name.
  private(set) var problem: String?
  /// True if there were more lines than requested.
  private(set) var isCutShort = false

  /// Lines read at once, and bytes of them.
  private static let count = 1024
  private static let size = 1 << 20

  init(of path: String, atMost limit: Int) {
    left = limit
    do throws(ManifestError) {
      reader = try ManifestReader(path: path)
    } catch {
      problem = Self.words(error.reason)
    }
  }

  /// The next lines; none at the end.
  mutating func next() -> [Line] {
    var lines: [Line] = []
    var size = 0
    do throws(ManifestError) {
      while lines.count < Self.count, size < Self.size, let line = try nextLine() {
        guard left > 0 else {
          isCutShort = true
          break
        }
        left -= 1
        size += line.content?.count ?? 0
        lines.append(line)
      }
    } catch {
      problem = Self.words(error.reason)
    }
    return lines
  }

  private mutating func nextLine() throws(ManifestError) -> Line? {
    guard var reader = reader.take() else { return nil }
    while let line = try reader.next() {
      if let content = line.content, content.first == UInt8(ascii: "#") { continue }
      let percent = min(100 * reader.offset / max(reader.fileSize, 1), 99)
      let content = line.content.map { Array($0) }
      self.reader = consume reader
      return Line(number: line.number, content: content, percent: percent)
    }
    return nil
  }

  private static func words(_ reason: ManifestError.Reason) -> String {
    switch reason {
    case .missing: "is not there"
    case .notPermitted: "may not be read"
    case .notRegular(let kind): "is \(kind), not a file"
    case .anotherKind(let kind): "is \(kind.name)"
    case .failed(_, let words): "could not be read: \(words)"
    }
  }
}
