import Dataset
import Testing

struct ShellWordTests {
  @Test(arguments: [
    ("plain/path-1.wav", "plain/path-1.wav"), ("", "''"), ("two words", "'two words'"),
    ("it's", #"'it'\''s'"#), ("$HOME", "'$HOME'"), ("a\nb", #"$'a\x0ab'"#),
    ("it's\t\\", #"$'it\'s\x09\\'"#), ("tcp://127.0.0.1:*", "'tcp://127.0.0.1:*'"),
    ("Bücher", "'Bücher'"), ("s'\u{301};x", #"'s'\''"# + "\u{301};x'"),
  ])
  func `a word is quoted if a shell would change it, and stays on one line`(
    text: String, word: String
  ) {
    #expect(ShellWord.of(text) == word)
  }
}
