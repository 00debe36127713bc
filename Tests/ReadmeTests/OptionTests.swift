import Dataset
import Foundation
import Testing

// The table of options against the help, the reference and the sources.

/// The flags of a help with the words beside them and the group that they are in, in its order.
private func flags(of command: String) throws -> [(flag: String, words: String, group: String)] {
  let help = try Clipmill.inScratch { try Clipmill.run([command, "--help"], in: $0) }.output
  let isFlag = { (line: String) in line.hasPrefix("  -") }
  let isMore = { (line: String) in line.hasPrefix(String(repeating: " ", count: 26)) }
  var group = ""
  return help.components(separatedBy: "\n").reduce(into: []) { flags, line in
    if line.hasSuffix(":"), !line.hasPrefix(" ") { group = String(line.dropLast()) }
    guard isFlag(line) || isMore(line) && !flags.isEmpty else { return }
    guard let match = line.wholeMatch(of: /\ \ (-\S.*?)(\ \ .*|\ [A-Z].*)?/) else {
      let words = flags[flags.count - 1].words + " " + line.trimmingCharacters(in: .whitespaces)
      flags[flags.count - 1].words = words.trimmingCharacters(in: .whitespaces)
      return
    }
    let words = (match.output.2 ?? "").trimmingCharacters(in: .whitespaces)
    flags.append((String(match.output.1), words, group))
  }
}

private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

private var reference: String {
  get throws {
    let rows = ExportOption.all.map { option in
      let value = option.valueName.map { " <\($0)>" } ?? ""
      let takes = option.choices.isEmpty ? option.takes : option.choices.joined(separator: ", ")
      let onResume =
        switch option.onResume {
        case .fixed: "another value is refused"
        case .replaces: "replaces"
        case .ignored: "no effect"
        }
      return "| `\(option.flag)\(value)` | `\(option.key)` | \(takes ?? "") |"
        + " \(option.standard ?? "") | \(onResume) | \(cell(option.help)) |"
    }
    let recorded = Set(ExportOption.all.map(\.flag))
    let (export, coordinator) = (try flags(of: "export"), try flags(of: "coordinator"))
    let all = export + coordinator.filter { flag in !export.contains { $0.flag == flag.flag } }
    let others = all.filter { !recorded.contains($0.flag.components(separatedBy: " ")[0]) }
    return """
      # Options

      Written by a test (`Tests/ReadmeTests/OptionTests.swift`) from the table of options and the help.

      ## What a bundle records

      Every option of `clipmill export` and `clipmill coordinator` that says what a bundle holds, in the
      order of `options` in `metadata.json`. A resume takes them from there.

      | Flag | Key | Takes | Default | Given again on a resume | |
      |---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))

      ## What belongs to one run

      | Flag | Group | |
      |---|---|---|
      \(others.map { "| `\($0.flag)` | \($0.group) | \(cell($0.words)) |" }.joined(separator: "\n"))

      """
  }
}

@Test
func `the reference of options is the table's`() throws {
  let (reference, path) = (try reference, "Sources/Documentation/Options.md")
  if (try? Readme.text(path)) != reference {
    try Data(reference.utf8).write(to: Readme.folder.appending(path: path))
    Issue.record("\(path) was not up to date; it has been written again")
  }
}

@Test(arguments: ["export", "coordinator"])
func `every option of the table is a flag of the command, with its words`(command: String) throws {
  let shown = try flags(of: command)
  for option in ExportOption.all {
    let value = option.valueName.map { " <\($0)>" } ?? ""
    let flag = shown.first { $0.flag == option.flag + value }
    #expect(flag?.words.hasPrefix(option.help) == true, "\(option.flag): \(flag?.words ?? "none")")
  }
  #expect(shown.contains { $0.flag == "--config <file>" })
}

@Test
func `outside the command line and its help only the table spells a flag of the record`() throws {
  let git = try Clipmill.run(
    "/usr/bin/env", ["git", "ls-files", "--", "Sources"], in: Readme.folder)
  let files = git.output.split(separator: "\n").map(String.init).filter {
    $0.hasSuffix(".swift") && !$0.hasPrefix("Sources/clipmill/")
      && !$0.hasPrefix("Sources/Dataset/Options/") && !$0.hasPrefix("Sources/Help/")
  }
  #expect(files.count > 100)
  for file in files {
    let code = try Readme.text(file).components(separatedBy: "\n").filter {
      !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//")
    }
    for option in ExportOption.all {
      let line = code.first { line in
        line.ranges(of: option.flag).contains { range in
          let next = line[range.upperBound...].first
          return next.map { !$0.isLetter && $0 != "-" } ?? true
        }
      }
      #expect(line == nil, "\(file) spells \(option.flag): \(line ?? "")")
    }
  }
}
