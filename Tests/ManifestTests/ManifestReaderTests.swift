import Dataset
import Files
import Foundation
import TestSupport
import Testing

/// A directory of its own for one test, removed with it.
struct ManifestFolder: ~Copyable {
  let path: String

  init() {
    var template = Array("/tmp/clipmill-manifest-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no room for a test in /tmp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    let file = path + "/" + name
    guard FileManager.default.createFile(atPath: file, contents: Data(bytes)) else {
      preconditionFailure("could not write \(file)")
    }
    return file
  }
}

/// A line as a test sees it.
struct SeenLine: Hashable {
  var ordinal: Int
  var number: Int
  var range: Range<Int>
  /// Nil: longer than the limit.
  var content: [UInt8]?
}

func lines(of reader: inout ManifestReader) throws -> [SeenLine] {
  var seen: [SeenLine] = []
  while let line = try reader.next() {
    seen.append(
      SeenLine(
        ordinal: line.ordinal, number: line.number, range: line.range,
        content: line.content.map { Array($0) }))
  }
  return seen
}

@Suite
struct ManifestReaderTests {
  private let chunkSizes = [1, 2, 3, 5, 7, 64, 1 << 20]

  private func lines(_ text: String, chunkSize: Int) throws -> [SeenLine] {
    let folder = ManifestFolder()
    let path = folder.file("m.jsonl", Array(text.utf8))
    var reader = try ManifestReader(path: path, chunkSize: chunkSize)
    return try ManifestTests.lines(of: &reader)
  }

  @Test(arguments: [1, 2, 3, 5, 7, 64, 1 << 20])
  func `only LF ends a line, and blank lines count as lines but not as events`(chunkSize: Int)
    throws
  {
    let text = "\u{FEFF}{}\r\n\n \t\r\n{\"a\":\"\u{2028}\"}\n\u{0B}\n[]\r{}\ncut"
    let seen = try lines(text, chunkSize: chunkSize)
    #expect(
      seen == [
        SeenLine(ordinal: 1, number: 1, range: 0..<7, content: Array("{}\r".utf8)),
        SeenLine(
          ordinal: 2, number: 4, range: 12..<24, content: Array("{\"a\":\"\u{2028}\"}".utf8)),
        SeenLine(ordinal: 3, number: 5, range: 24..<26, content: [0x0B]),
        SeenLine(ordinal: 4, number: 6, range: 26..<32, content: Array("[]\r{}".utf8)),
        SeenLine(ordinal: 5, number: 7, range: 32..<35, content: Array("cut".utf8)),
      ])
  }

  @Test(arguments: ["", "\n", "\n\n \r\n", "\u{FEFF}", "\u{FEFF}\n", "  ", "\r"])
  func `a manifest of blank lines has no events`(text: String) throws {
    for chunkSize in chunkSizes { #expect(try lines(text, chunkSize: chunkSize) == []) }
  }

  @Test
  func `a byte-order mark is tolerated at the file's start alone`() throws {
    let seen = try lines("\u{FEFF}\u{FEFF}{}\n\u{FEFF}{}\n", chunkSize: 4)
    #expect(seen.map { $0.content?.count } == [5, 5])
    #expect(reason("\u{FEFF}{}") != nil)
  }

  @Test(arguments: [1, 3, 1 << 20])
  func `a range of bytes has its own lines and the given ordinals`(chunkSize: Int) throws {
    let folder = ManifestFolder()
    let path = folder.file("m.jsonl", Array("{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n".utf8))
    var reader = try ManifestReader(
      path: path, offset: 8, length: 8, firstOrdinal: 2, chunkSize: chunkSize)
    let seen = try ManifestTests.lines(of: &reader)
    #expect(
      seen == [SeenLine(ordinal: 2, number: 1, range: 8..<16, content: Array("{\"b\":2}".utf8))])
    let end = reader.offset
    #expect(end == 16)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7])
  func `the ranges that are cut hold every byte once`(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed)
    var text: [UInt8] = seed % 2 == 0 ? [0xEF, 0xBB, 0xBF] : []
    for _ in 0..<200 {
      text += random.pick([Array("{}".utf8), [], [0x20, 0x0D], Array(repeating: 0x78, count: 40)])
      text.append(0x0A)
    }
    let folder = ManifestFolder()
    let path = folder.file("m.jsonl", text)
    var reader = try ManifestReader(
      path: path, hashing: .rangesAndFile, chunkSize: Int(random.next() % 100) + 1)
    var cuts: [(bytes: Range<Int>, digest: ContentDigest)] = []
    while try reader.next() != nil {
      switch random.next() % 4 {
      case 0: cuts.append(reader.cutRange(.beforeLine))
      case 1: cuts.append(reader.cutRange(.afterLine))
      default: break
      }
    }
    cuts.append(reader.cutRange(.afterLine))
    var end = 0
    for cut in cuts {
      #expect(cut.bytes.lowerBound == end)
      end = cut.bytes.upperBound
      #expect(cut.digest == ContentDigest(of: Array(text[cut.bytes])))
    }
    #expect(end == text.count)
    let digest = reader.fileDigest()
    #expect(digest == SHA256.hexadecimal(of: text))
  }

  @Test
  func `a line over 16 MiB is skipped, and its bytes are hashed`() throws {
    let limit = ManifestLine.lengthLimit
    let fits = [UInt8](repeating: 0x61, count: limit) + [0x0A]
    let long = [UInt8](repeating: 0x61, count: limit + 1) + [0x0A]
    let longer = [UInt8](repeating: 0x62, count: limit + 5000) + [0x0A]
    let blank = [UInt8](repeating: 0x20, count: limit + 5000) + [0x0A]
    let text =
      [0xEF, 0xBB, 0xBF] + fits + long + longer + blank + [0x7B, 0x7D, 0x0A] + longer.dropLast()
    let folder = ManifestFolder()
    let path = folder.file("m.jsonl", text)
    var reader = try ManifestReader(path: path, hashing: .rangesAndFile)
    var seen: [Int?] = []
    var cuts: [(bytes: Range<Int>, digest: ContentDigest)] = []
    while let line = try reader.next() {
      seen.append(line.content?.count)
      cuts.append(reader.cutRange(.beforeLine))
      #expect(cuts.last?.bytes.upperBound == line.range.lowerBound)
    }
    cuts.append(reader.cutRange(.afterLine))
    #expect(seen == [limit, nil, nil, 2, nil])
    for cut in cuts { #expect(cut.digest == ContentDigest(of: Array(text[cut.bytes]))) }
    #expect(cuts.last?.bytes.upperBound == text.count)
    let digest = reader.fileDigest()
    #expect(digest == SHA256.hexadecimal(of: text))
  }

  @Test
  func `a path that is not a readable regular file is refused with the reason, without waiting`()
    throws
  {
    let folder = ManifestFolder()
    let fifo = folder.path + "/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    let expected = [
      (folder.path + "/none", "no manifest at \(folder.path)/none"),
      (folder.path, "the manifest \(folder.path) is a directory, not a regular file"),
      (fifo, "the manifest \(fifo) is a FIFO, not a regular file"),
      ("/dev/zero", "the manifest /dev/zero is a device, not a regular file"),
      (fifo + "/x", "no manifest at \(fifo)/x"),
    ]
    for (path, words) in expected {
      let error = #expect(throws: ManifestError.self) { _ = try ManifestReader(path: path) }
      #expect(error?.description == words)
    }
  }
}
