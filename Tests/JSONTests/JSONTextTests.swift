import Dataset
import Foundation
import JSON
import TestSupport
import Testing

private func json(_ body: (inout JSONText) -> Void) -> String {
  var text = JSONText()
  body(&text)
  return String(decoding: text.bytes, as: UTF8.self)
}

@Suite
struct JSONTextTests {
  @Test
  func `control characters, quotes and backslashes are escaped, and nothing else is changed`() {
    let escapes: [UInt8: String] = [
      0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: "\\\"", 0x5C: "\\\\",
    ]
    for code in UInt8(0)...127 {
      let character = String(Unicode.Scalar(code))
      let control = code < 0x20 ? String(format: "\\u%04x", code) : character
      #expect(json { $0.value(character) } == "\"\(escapes[code] ?? control)\"")
    }
  }

  @Test(arguments: ["\u{2028}", "\u{2029}", "\u{7F}", "/", "é", "e\u{301}", "🥁", "\u{FFFE}", "<&>"])
  func `no other text is escaped or composed`(text: String) {
    #expect(Array(json { $0.value(Text(text)) }.utf8) == [0x22] + Array(text.utf8) + [0x22])
    #expect(json { $0.value(text) } == json { $0.value(Text(text)) })
  }

  @Test(arguments: [
    (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (0.1, "0.1"), (0.28, "0.28"),
    (1.0 / 3, "0.3333333333333333"),
    (1e16, "1e+16"), (123_456_789.125, "123456789.125"), (.leastNonzeroMagnitude, "5e-324"),
    (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (0.00001, "1e-05"),
  ])
  func `a double is written in the fewest digits that read back the same`(
    number: Double, text: String
  ) {
    #expect(json { $0.value(number) } == text)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `every finite double reads back bit for bit`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let values = (0..<2000).map { _ in Double(bitPattern: numbers.next()) }.filter(\.isFinite)
    let text = json { json in json.array { for value in values { $0.value(value) } } }
    let read = try JSONDecoder().decode([Double].self, from: Data(text.utf8))
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test
  func `compact text has no white space, and commas only between`() {
    let text = json { json in
      json.object { object in
        object.field("a", 1)
        object.field("b", array: { _ in })
        object.field("c", object: { _ in })
        object.field(
          "d",
          array: {
            $0.value(true)
            $0.null()
            $0.raw("[1]".utf8)
            $0.object { $0.field("x", Text?.none) }
          })
        object.field("e", Int?.none)
        object.key(text: "f\"g")
        object.value(-2)
      }
      json.newline()
      json.value("next")
    }
    #expect(
      text
        == #"{"a":1,"b":[],"c":{},"d":[true,null,[1],{"x":null}],"e":null,"f\"g":-2}"#
        + "\n\"next\"")
  }

  @Test
  func `a text that was emptied starts again`() {
    var text = JSONText()
    text.value(1)
    text.removeAll()
    text.object { $0.field("a", 1) }
    #expect(text.bytes == Array(#"{"a":1}"#.utf8))
  }

  @Test
  func `a number that JSON cannot hold stops the process`() async {
    await #expect(processExitsWith: .failure) {
      var text = JSONText()
      text.value(Double.nan)
    }
  }
}
