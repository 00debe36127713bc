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
  func `other characters are not control characters`(text: String) {
    #expect(text.isFreeOfControls)
  }
}

@Test
func `a text of several lines keeps its line ends and nothing else that is hidden`() {
  let text = "a\tb\r\nc\u{7F}\u{9B}\u{61C}\u{200F}\u{2066}\u{2028}d\n"
  #expect(
    text.visibleLines
      == #"a\u{9}b\u{D}"# + "\n" + #"c\u{7F}\u{9B}\u{61C}\u{200F}\u{2066}\u{2028}d"# + "\n")
  #expect("plain\n".visibleLines == "plain\n")
}

@Test
func `JSON that is shown has the value it had`() {
  let json = "{\n  \"a\u{7F}\u{9B}\u{202E}\u{E0001}ä\": 1\n}\n"
  #expect(json.visibleJSON == "{\n  \"a" + #"\u007f\u009b\u202e\udb40\udc01ä": 1"# + "\n}\n")
}

@Test
func `a word for a shell has no hidden character, and is the same bytes to the shell`() {
  #expect(ShellWord.of("a\u{1B}b") == #"$'a\x1bb'"#)
  #expect(ShellWord.of("x\u{202E}y\u{9B}") == #"$'x\xe2\x80\xaey\xc2\x9b'"#)
  #expect(ShellWord.of("Gänse") == "'Gänse'")
}
