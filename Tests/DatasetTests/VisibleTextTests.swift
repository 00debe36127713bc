import Dataset
import Testing

struct VisibleTextTests {
  @Test func `hidden characters become signs that people can read`() {
    #expect(
      "a\u{1B}[2Jb\r\nc\u{202E}d\u{200B}\u{2028}".visible
        == #"a\u{1B}[2Jb\u{D}\u{A}c\u{202E}d\u{200B}\u{2028}"#)
    #expect("Gänsefüßchen „ok“ 鼓 \u{E000}".visible == "Gänsefüßchen „ok“ 鼓 \u{E000}")
  }

  @Test func `hidden characters become one and the same sign for programs`() {
    #expect(
      "a\u{1B}[2Jb\r\nc\u{202E}d\u{E000}".printable
        == "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}c\u{FFFD}d\u{FFFD}")
    #expect("Gänsefüßchen „ok“ 鼓".printable == "Gänsefüßchen „ok“ 鼓")
  }

  @Test(arguments: ["\0", "\n", "\u{1F}", "a\u{7F}"])
  func `a control character is found`(text: String) { #expect(!text.isFreeOfControls) }

  @Test(arguments: ["", "a b", "\u{80}", "\u{202E}鼓"])
  func `other characters are no control characters`(text: String) {
    #expect(text.isFreeOfControls)
  }
}
