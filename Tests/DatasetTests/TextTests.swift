import Dataset
import Foundation
import Testing

/// Every scalar of the Unicode property White_Space, from PropList.txt.
private let whiteSpace: [UInt32] =
  Array(0x09...0x0D) + [0x20, 0x85, 0xA0, 0x1680] + Array(0x2000...0x200A)
  + [0x2028, 0x2029, 0x202F, 0x205F, 0x3000]

private func text(_ scalar: UInt32) -> String {
  Unicode.Scalar(scalar).map { String(Character($0)) } ?? ""
}

@Suite
struct TextTests {
  @Test
  func `texts that look the same are different if a byte differs`() {
    let composed: Text = "\u{E9}"
    let decomposed: Text = "e\u{301}"
    #expect(composed.string == decomposed.string)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(Text("\u{212B}") != Text("\u{C5}"))
    #expect(Text("a") != Text("a\u{0}"))
  }

  @Test
  func `the order is that of the UTF-8 bytes`() {
    let ordered: [Text] = [
      "", "\u{0}", "A", "B", "a", "a\u{0}", "aa", "b", "e\u{301}", "z", "\u{E9}", "\u{FFFD}",
      "\u{10000}",
    ]
    #expect(ordered.reversed().sorted() == ordered)
    for (left, right) in zip(ordered, ordered.dropFirst()) {
      #expect(left < right)
      #expect(!(right < left))
    }
  }

  @Test(arguments: whiteSpace)
  func `White_Space is trimmed at both ends and kept inside`(scalar: UInt32) {
    let space = text(scalar)
    #expect(Text("\(space)\(space)hi\(space)hat\(space)").trimmed == Text("hi\(space)hat"))
    #expect(Text(space).trimmed == "")
    #expect(Text("x\(space)").trimmed == "x")
    #expect(Text("\(space)x").trimmed == "x")
  }

  @Test
  func `nothing but White_Space is trimmed`() {
    let others = (UInt32(0)...0x10FFFF).filter { !whiteSpace.contains($0) && !text($0).isEmpty }
    let wrong = others.filter { Text(text($0)).trimmed != Text(text($0)) }
    #expect(wrong == [])
    #expect(others.count == 0x110000 - 0x800 - whiteSpace.count)
  }

  @Test
  func `trimming leaves the rest byte for byte`() {
    #expect(Text(" e\u{301} ").trimmed.bytes == [0x65, 0xCC, 0x81])
    #expect(Text(" \u{301}a").trimmed.bytes == [0xCC, 0x81, 0x61])
    #expect(Text("\r\n").trimmed.isEmpty)
    #expect(Text("a\r\n").trimmed == "a")
  }

  @Test
  func `a text survives JSON byte for byte`() throws {
    let texts: [Text] = ["", "e\u{301}", "\u{E9}", "\u{0}\n\"\\/", "\u{2028}\u{FFFF}\u{1F941}"]
    let data = try JSONEncoder().encode(texts)
    #expect(try JSONDecoder().decode([Text].self, from: data) == texts)
  }
}
