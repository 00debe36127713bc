import Testing

@testable import Cluster

/// The data that come through a renderer's pipe of answers.
struct RendererAnswerTests {
  @Test(arguments: [
    "", "Error A : 4F", "{}", #"{"finished":{}}"#, #"Error 1 : 2{"finished":"#, "\u{1B}[2J",
  ])
  func `a line that is not an answer is reported with its text made visible`(line: String) {
    let bytes = Array(line.utf8)
    #expect(RendererAnswer(line: bytes) == nil)
    let words = RendererAnswer.words(onNonsense: bytes)
    #expect(words.hasPrefix("the renderer wrote something that is not an answer: "))
    #expect(!words.contains("\u{1B}"))
    #expect(words.contains(line) || line.contains("\u{1B}"))
  }

  @Test func `a long line is reported by its beginning`() {
    let words = RendererAnswer.words(onNonsense: Array(repeating: 0x41, count: 1 << 20))
    #expect(words.utf8.count < 300)
  }
}
