import Foundation
import Testing

// Files for shells and for man, from the same source as the help.

/// Runs lines of a shell in which `clipmill` is found; nil if the shell is missing.
private func shell(_ name: String, _ lines: String, in folder: URL) throws -> Clipmill.Result? {
  let found = try Clipmill.run("/usr/bin/env", ["which", name], in: folder)
  guard found.exitCode == 0 else { return nil }
  let programs = URL(filePath: Clipmill.path).deletingLastPathComponent().path
  let words = ["PATH=\(programs):/usr/bin:/bin", "HOME=\(folder.path)", name, "-c", lines]
  return try Clipmill.run("/usr/bin/env", words, in: folder)
}

@Test(arguments: ["bash", "zsh", "fish"])
func `the completion script of a shell is valid for that shell`(name: String) throws {
  try Clipmill.inScratch { folder in
    let made = try Clipmill.run(["--generate-completion-script", name], in: folder)
    #expect(made.exitCode == 0 && made.errors.isEmpty)
    try Data(made.output.utf8).write(to: folder.appending(path: "script"))
    #expect(made.output.contains("import inspect export status"), "the commands after help")
    guard let read = try shell(name, "\(name) -n ./script", in: folder) else { return }
    #expect(read.exitCode == 0 && read.errors == "")
  }
}

/// A user's typed words, and a word that is offered next.
private let typed = [
  ("clipmill ", "export"), ("clipmill help ", "export"), ("clipmill help ex", "export"),
  ("clipmill export m b --on-bad-line ", "stop"), ("clipmill export m b --on-bad-line ", "skip"),
  ("clipmill worker --wo", "--workers"), ("clipmill version --", "--json"),
  ("clipmill export --ma", "--manifest"), ("clipmill export m --bu", "--bundle"),
  ("clipmill status --bu", "--bundle"), ("clipmill health --ma", "--manifest"),
  ("clipmill checksums --ro", "--root"), ("clipmill merge --", "--bundle"),
  ("clipmill export --manifest ./scr", "./script"),
  ("clipmill export --manifest m --bundle b --on-bad-line ", "stop"),
]

@Test(arguments: typed)
func `bash offers the next word, also after help`(line: String, word: String) throws {
  try Clipmill.inScratch { folder in
    try Data().write(to: folder.appending(path: "script"))
    let result = try #require(
      try shell(
        "bash",
        """
        source <(clipmill --generate-completion-script bash)
        COMP_LINE='\(line)' COMP_POINT=${#COMP_LINE}
        read -ra COMP_WORDS <<<"$COMP_LINE"
        [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _clipmill clipmill "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """, in: folder))
    #expect(result.output.split(separator: "\n").contains { $0 == word }, "\(result.errors)")
  }
}

@Test(arguments: typed)
func `fish offers the next word, also after help`(line: String, word: String) throws {
  try Clipmill.inScratch { folder in
    try Data().write(to: folder.appending(path: "script"))
    let lines = "clipmill --generate-completion-script fish | source; complete -C '\(line)'"
    guard let result = try shell("fish", lines, in: folder) else { return }
    let offered = result.output.split(separator: "\n").compactMap {
      $0.split(separator: "\t").first
    }
    #expect(offered.contains { $0 == word }, "\(result.output)\(result.errors)")
  }
}

@Test
func `there is a man page for the program and each command, with all of its flags`() throws {
  try Clipmill.inScratch { folder in
    let made = try Clipmill.run(["manual", "man1"], in: folder)
    #expect(made.exitCode == 0 && made.errors == "")
    let help = try Clipmill.run(["help"], in: folder).output
    let files = try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "man1").path)
    #expect(files.count == made.output.split(separator: "\n").count && files.count > 15)
    for file in files {
      let text = try String(contentsOf: folder.appending(path: "man1/\(file)"), encoding: .utf8)
      #expect(text.hasPrefix(".TH \"") && text.contains("\n.SH SYNOPSIS\n"))
      let command = file.dropFirst("clipmill-".count).dropLast(2)
      let words = file == "clipmill.1" ? ["help"] : ["help", String(command)]
      let shown = try Clipmill.run(words, in: folder).output
      #expect(file == "clipmill.1" || help.contains("\n  \(command) "))
      for flag in shown.matches(of: /\n\ \ (-[^<\n]*?)(\ \ |\ <|\n)/) {
        let escaped = flag.output.1.replacing("-", with: "\\-")
        #expect(text.contains(".B \(escaped)"), "\(file): \(flag.output.1)")
      }
      guard FileManager.default.isExecutableFile(atPath: "/usr/bin/man") else { continue }
      let man = try Clipmill.run(
        "/usr/bin/env", ["man", "-l", "--warnings", "man1/\(file)"], in: folder)
      #expect(man.exitCode == 0 && man.errors == "" && man.output.contains("SYNOPSIS"))
    }
  }
}

@Test
func `the man pages are installed on request`() throws {
  try Clipmill.inScratch { folder in
    let script = Readme.folder.appending(path: "scripts/install").path
    let words = ["CLIPMILL=\(Clipmill.path)", "MAN1=\(folder.path)/man1", script, "--man"]
    let result = try Clipmill.run("/usr/bin/env", words, in: folder)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/man1/clipmill-export.1"))
    let lost = ["CLIPMILL=/nowhere/clipmill", script, "--man"]
    let refused = try Clipmill.run("/usr/bin/env", lost, in: folder)
    #expect(refused.exitCode == 1 && refused.errors.contains("build it first"))
  }
}
