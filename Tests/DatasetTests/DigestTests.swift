import Dataset
import TestSupport
import Testing

@Suite
struct DigestTests {
  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (String(repeating: "x", count: 100), "50e483690ec481f4af7f6fb524b2b99eb1716565"),
  ])
  func `SHA-1 is the same as other programs compute`(text: String, digest: String) {
    #expect(SHA1(of: Array(text.utf8)).bytes.hexadecimal == digest)
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func `SHA-256 is the same as other programs compute`(text: String, digest: String) {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
  }

  @Test(arguments: [
    ("", "99aa06d3014798d86001c324468d497f"), ("abc", "06b05ab6733a618578af5f94892f3950"),
  ])
  func `XXH3-128 is the same as other programs compute`(text: String, digest: String) {
    #expect(ContentDigest(of: Array(text.utf8)).description == digest)
  }

  @Test
  func `XXH3-64 of nothing is the same as elsewhere, and depends on its seed`() {
    #expect(checksum(of: [], seed: 0) == 0x2D06_8005_38D3_94C2)
    #expect(checksum(of: [1, 2, 3], seed: 0) != checksum(of: [1, 2, 3], seed: 1))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `a digest does not depend on the pieces its input comes in`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let bytes = (0..<5000).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    var content = ContentHash()
    var secure = SHA256()
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(Int.random(in: 0...700, using: &numbers)))
      piece.withUnsafeBytes { content.update($0) }
      secure.update(piece)
      rest = rest.dropFirst(piece.count)
    }
    #expect(content.digest() == ContentDigest(of: bytes))
    #expect(secure.hexadecimal() == SHA256.hexadecimal(of: bytes))
  }

  @Test(arguments: [
    "00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff",
    "0123456789abcdef8000000000000001",
  ])
  func `a digest is read as it is written`(hex: String) {
    #expect(ContentDigest(hex)?.description == hex)
  }

  @Test(arguments: [
    "", "0", "0123456789abcdef8000000000000", "0123456789abcdef80000000000000011",
    "+123456789abcdef8000000000000001", "0123456789abcdef+000000000000001",
    "-123456789abcdef8000000000000001", "0123456789abcdeg8000000000000001",
    " 123456789abcdef8000000000000001", "é123456789abcdef800000000000000",
  ])
  func `anything but 32 hexadecimal digits is not a digest`(text: String) {
    #expect(ContentDigest(text) == nil)
  }

  @Test
  func `hexadecimal digits are lower case, two a byte`() {
    #expect([UInt8]().hexadecimal == "")
    #expect([0, 9, 10, 15, 16, 255].map { UInt8($0) }.hexadecimal == "00090a0f10ff")
  }
}
