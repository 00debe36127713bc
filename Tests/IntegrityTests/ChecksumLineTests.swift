import Files
import TestSupport
import Testing

@testable import Integrity

private let digest = String(repeating: "0123456789abcdef", count: 4)

/// The result of reading a line: its path, or the reason why it names none.
private func reading(_ line: String) -> String? {
  do {
    return try ChecksumLine(parsing: line.utf8).map { line in
      #expect(line.digest == digest)
      return line.path.description
    }
  } catch {
    return "\(error)"
  }
}

@Test(arguments: [
  ("\(digest)  a/b.wav", "a/b.wav"), ("\(digest) *a b.wav", "a b.wav"),
  ("\(digest) a.wav", "a.wav"), ("\(digest)   two blanks", " two blanks"),
  ("\(digest)  *star", "*star"), (" \t\(digest)  a\r", "a"),
  ("\(digest.uppercased())  a", "a"), ("\\\(digest)  a\\nb\\\\c\\rd", "a\nb\\c\rd"),
  ("\(digest)  a\\nb", "a\\nb"), ("SHA256 (a (1).wav) = \(digest)", "a (1).wav"),
  ("SHA256(a)= \(digest)", "a"), ("SHA2-256(a)= \(digest)", "a"),
  ("SHA256 (a) = b) = \(digest)", "a) = b"), ("\\SHA256 (a\\nb) = \(digest)", "a\nb"),
])
func `each form in use names its file`(line: String, path: String) {
  #expect(reading(line) == path)
}

@Test(arguments: ["", "   ", "\r", "# sha256sum of everything", "  # indented"])
func `a blank line and a comment are ignored without a fault`(line: String) {
  #expect(reading(line) == nil)
}

@Test(arguments: [
  ("hello", "notAChecksum"), (digest, "notAChecksum"), ("\(digest)x  a", "notAChecksum"),
  ("\(digest.dropLast())  a", "notAChecksum"), ("\(digest)0  a", "notAChecksum"),
  ("\(digest)  ", "noPath"), ("SHA256 () = \(digest)", "noPath"),
  ("SHA256 (a) = \(digest.dropLast())", "notAChecksum"), ("SHA256 (a) \(digest)", "notAChecksum"),
  ("MD5 (a) = d41d8cd98f00b204e9800998ecf8427e", "otherAlgorithm"),
  ("SHA512 (a) = \(digest)\(digest)", "otherAlgorithm"), (")(", "notAChecksum"),
  ("\\\(digest)  a\\t", "badEscape"), ("\\\(digest)  a\\", "badEscape"), ("\\", "notAChecksum"),
  ("\(digest)  a\u{0}b", "holdsNUL"), ("=(", "notAChecksum"),
])
func `a line that is not a checksum is refused, with the reason`(line: String, reason: String) {
  #expect(reading(line) == reason)
}

@Test(arguments: [1, 2, 3] as [UInt64])
func `every path that a file can have reads back from its line`(
  seed: UInt64
) throws {
  var numbers = SeededNumbers(seed: seed)
  let telling: [UInt8] = [0x0A, 0x0D, 0x5C, 0x20, 0x2A, 0x28, 0x29, 0x3D, 0x23, 0xFF, 0x6E, 0x72]
  for _ in 0..<2000 {
    let path = RawPath(
      (0...Int.random(in: 0..<12, using: &numbers)).map { _ in
        let any = UInt8.random(in: 1...255, using: &numbers)
        return Bool.random(using: &numbers) ? any : telling.randomElement(using: &numbers) ?? any
      })
    let written = ChecksumLine(digest: digest, path: path).written
    #expect(written.last == 0x0A && written.dropLast().contains(0x0A) == false)
    let read = try ChecksumLine(parsing: written.dropLast())
    #expect(read == ChecksumLine(digest: digest, path: path), "\(path.bytes)")
  }
}

@Test(arguments: [
  ("a", ["/r/a", "/s t/a"]), ("./a//b/../c", ["/r/a/c", "/s t/a/c"]), ("a/", ["/r/a", "/s t/a"]),
  ("../a", []), ("a/../../b", []), ("..", []), (".", []), ("/", []), ("/r", []),
  ("/r/a", ["/r/a"]), ("/s t/./b", ["/s t/b"]), ("/rr/a", []), ("/r/../etc/passwd", []),
])
func `a path is searched in every root and never outside of them`(
  path: String, places: [String]
) {
  let roots = [RawPath("/r"), RawPath("/s t")]
  #expect(EntryPath.candidates(RawPath(path), in: roots).map(\.description) == places)
}
