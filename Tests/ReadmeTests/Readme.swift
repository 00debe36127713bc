import Foundation
import Testing

/// The top-level README, taken apart.
enum Readme {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String = "README.md") throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// A fenced block: its language, and its lines without the fence's indentation.
  struct Block {
    let language: String
    let lines: [String]
    var text: String { lines.joined(separator: "\n") + "\n" }
  }

  static func blocks(in text: String) -> [Block] {
    var blocks: [Block] = []
    var open: (language: String, indentation: Int, lines: [String])?
    for line in text.components(separatedBy: "\n") {
      let bare = line.trimmingCharacters(in: .whitespaces)
      if bare.hasPrefix("```") {
        if let block = open {
          blocks.append(Block(language: block.language, lines: block.lines))
          open = nil
        } else {
          open = (String(bare.dropFirst(3)), line.prefix { $0 == " " }.count, [])
        }
      } else {
        let indentation = open?.indentation ?? 0
        open?.lines.append(String(line.dropFirst(indentation)))
      }
    }
    return blocks
  }

  /// The commands of the shell blocks, a line each, without comments.
  static func commands(in text: String) -> [String] {
    blocks(in: text).filter { $0.language == "sh" }.flatMap { block in
      block.text.replacingOccurrences(of: "\\\n", with: " ").components(separatedBy: "\n")
        .map { ($0.components(separatedBy: " #").first ?? "").trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
    }
  }

  /// The commands that start with `program`, as words.
  static func commands(of program: String, in text: String) -> [[String]] {
    commands(in: text).map { $0.split(separator: " ").map(String.init) }
      .filter { $0.first == program }
  }

  /// The cells of the table under a heading, without the head's two lines.
  static func table(under heading: String, in text: String) -> [[String]] {
    let section = text.components(separatedBy: "\n## \(heading)\n").dropFirst().first ?? ""
    let lines = section.components(separatedBy: "\n")
      .drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
    return lines.dropFirst(2).map { line in
      line.dropFirst().dropLast().components(separatedBy: "|")
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }
}

@Test
func `commands are read from shell blocks, including indented and continued ones`() {
  let text = """
    ```sh
    scripts/demo    # says hello
    ```
    1. One
       ```sh
       clipmill export a b \\
         --json
       ```
    ```python
    clipmill = 1
    ```
    """
  #expect(Readme.commands(in: text) == ["scripts/demo", "clipmill export a b    --json"])
  #expect(
    Readme.commands(of: "clipmill", in: text) == [["clipmill", "export", "a", "b", "--json"]])
}

@Test
func `a table is read to its end, and only under its own heading`() {
  let text = "# T\n|x|\n\n## Codes\n\n| a | b |\n|---|---|\n| 1 | one |\n| 2 | two |\n\n|3|z|\n"
  #expect(Readme.table(under: "Codes", in: text) == [["1", "one"], ["2", "two"]])
}
