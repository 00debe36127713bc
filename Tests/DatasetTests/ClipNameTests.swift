import Dataset
import Foundation
import TestSupport
import Testing

/// The rule computed independently: scalars, not bytes.
private func expectedStem(_ id: String, _ label: String, format: ClipFormat) -> String {
  func clean(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains(scalar))
      result += isPlain && !(scalar == "." && result.isEmpty) ? String(scalar) : "-"
    }
    return result
  }
  let (cleanID, cleanLabel) = (clean(id), clean(label))
  let stem = "\(cleanID)__\(cleanLabel)"
  let isPlain =
    Array(cleanID.utf8) == Array(id.utf8) && Array(cleanLabel.utf8) == Array(label.utf8)
    && !id.contains("__") && !label.contains("__") && !id.hasSuffix("_") && !label.hasPrefix("_")
    && "\(stem).\(format.rawValue)".utf8.count <= 200
  if isPlain { return stem }
  let digest = SHA1(of: Array("\(id)\u{0}\(label)".utf8)).bytes.prefix(8)
  return stem.prefix(179) + "~" + digest.map { String(format: "%02x", $0) }.joined()
}

@Suite
struct ClipNameTests {
  private func stem(_ id: String, _ label: String, _ format: ClipFormat = .wav) -> String {
    ClipName(clipID: Text(id), label: Text(label), format: format).stem
  }

  @Test
  func `each ASCII character is kept or becomes a hyphen`() {
    let kept = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-"
    for code in UInt8(0)...127 {
      let character = String(Unicode.Scalar(code))
      let plain = kept.contains(character)
      #expect(
        stem("x\(character)y", "kick").prefix(9) == "x\(plain ? character : "-")y__kick".prefix(9))
      #expect(stem("x\(character)y", "kick").contains("~") == !plain, "\(code)")
      #expect(stem("x", "y\(character)z").contains("~") == !plain, "\(code)")
    }
  }

  @Test(arguments: ["é", "\u{301}", "ø", "あ", "🥁", "\u{FFFD}", "\u{10FFFF}", "Ａ", "٣"])
  func `each scalar beyond ASCII becomes one hyphen`(text: String) {
    let hyphens = String(repeating: "-", count: text.unicodeScalars.count)
    #expect(stem("a\(text)b", "kick").hasPrefix("a\(hyphens)b__kick~"))
  }

  @Test(arguments: [
    ("a", "b", true), (".", "b", false), ("a", ".b", false), ("a.", "b.", true),
    ("a..b", "c", true),
    ("a_", "b", false), ("_a", "b", true), ("a", "_b", false), ("a", "b_", true),
    ("a__b", "c", false), ("a", "b__c", false), ("a_b", "c_d", true), ("-", "-", true),
    ("__", "b", false), ("a", "_", false), ("..", "b", false),
  ])
  func `a name is kept as it is unless it was changed or could be read in two ways`(
    id: String, label: String, isPlain: Bool
  ) {
    #expect((stem(id, label) == "\(id)__\(label)") == isPlain)
    #expect(stem(id, label) == expectedStem(id, label, format: .wav))
  }

  @Test(arguments: [
    (ClipFormat.wav, 190, "xxx__kick", 200), (.wav, 191, "~", 200), (.flac, 189, "xxx__kick", 200),
    (.flac, 190, "~", 201),
  ])
  func `a name of 200 bytes is kept, a longer one is cut`(
    format: ClipFormat, idLength: Int, part: String, length: Int
  ) {
    let name = ClipName(
      clipID: Text(String(repeating: "x", count: idLength)), label: "kick", format: format)
    #expect(name.stem.contains(part))
    let file = String(name.path(fanout: 0, format: format).dropFirst("audio/".count))
    #expect(file.utf8.count == length)
    #expect(name.stem.contains("~") == (part == "~"))
  }

  @Test(arguments: [177, 178, 400, 100_000])
  func `of a long name 179 bytes are kept`(length: Int) {
    let id = String(repeating: "x", count: length)
    let name = stem(id, "é")
    #expect(name.utf8.count == 179 + 17)
    #expect(name.hasPrefix("\(id)__-".prefix(179) + "~"))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random names follow the rule, and two originals never share one`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let pieces = ["a", "b", "_", "__", ".", "-", "~", "/", "é", "e\u{301}", " ", "\u{0}", "0"]
    var owners: [String: [Text]] = [:]
    for _ in 0..<1000 {
      let draw = { (count: Int, numbers: inout SeededNumbers) in
        (0..<count).map { _ in pieces[Int.random(in: pieces.indices, using: &numbers)] }.joined()
      }
      let id = draw(Int.random(in: 1...4, using: &numbers), &numbers)
      let label = draw(Int.random(in: 1...4, using: &numbers), &numbers)
      let name = stem(id, label)
      #expect(name == expectedStem(id, label, format: .wav))
      let original = [Text(id), Text(label)]
      #expect(owners[name, default: original] == original, "\(name) is shared")
      owners[name] = original
    }
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `names of hundreds of bytes that differ only behind the cut stay apart`(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let head = String(repeating: "x", count: Int.random(in: 180...300, using: &numbers))
    var names: Set<String> = []
    for tail in 0..<500 { names.insert(stem("\(head)\(tail)", "kick")) }
    for tail in 0..<500 { names.insert(stem(head, "kick\(tail)")) }
    #expect(names.count == 1000)
  }

  @Test
  func `no path leaves the split's directory or hides in it`() {
    for id in ["../../etc/passwd", "/", "..", ".", "a/../..", "\u{0}/", "~/x", "-"] {
      for label in ["..", "/x", "kick", ".x", "."] {
        let path = ClipName(clipID: Text(id), label: Text(label)).path(fanout: 2, format: .wav)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        #expect(parts.count == 3)
        #expect(parts[0] == "audio" && parts[1].count == 2)
        #expect(!parts[2].hasPrefix("."))
        #expect(parts[2].utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
      }
    }
  }
}
