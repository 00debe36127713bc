import Foundation
import Scheduling
import Testing

// The documents' statements about files, messages and words.

private func documents() throws -> [String] {
  let git = try Clipmill.run(
    "/usr/bin/env",
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"],
    in: Readme.folder)
  return git.output.split(separator: "\n").map(String.init).filter {
    FileManager.default.fileExists(atPath: Readme.folder.appending(path: $0).path)
  }
}

/// The targets of `[words](target)`, without those on other servers.
private func links(in text: String) -> [String] {
  text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) }
    .filter { !$0.contains("://") && !$0.hasPrefix("#") }
    .map { $0.components(separatedBy: "#").first ?? $0 }
}

@Test
func `every relative link of a document leads somewhere`() throws {
  let documents = try documents()
  #expect(documents.contains("README.md") && documents.contains("Sources/README.md"))
  for document in documents {
    let base = Readme.folder.appending(path: document).deletingLastPathComponent()
    for link in links(in: try Readme.text(document)) {
      let place = base.appending(path: link).standardizedFileURL.path
      #expect(FileManager.default.fileExists(atPath: place), "\(document): \(link)")
    }
  }
  #expect(links(in: "[a](b/c.md#d) [e](https://f) [g](#h)") == ["b/c.md"])
}

@Test
func `every document is reached from the README`() throws {
  var reached: Set<String> = ["README.md"]
  var left = ["README.md"]
  while let document = left.popLast() {
    let base = document.split(separator: "/").dropLast().joined(separator: "/")
    for link in links(in: try Readme.text(document)) where link.hasSuffix(".md") {
      let path = URL(filePath: "/" + base).appending(path: link).standardizedFileURL.path
        .dropFirst()
      if reached.insert(String(path)).inserted { left.append(String(path)) }
    }
  }
  #expect(Set(try documents()).subtracting(reached).sorted() == [])
}

/// All string literals of the sources in one text, with literals joined by `+` made one.
private func words(of folder: String) throws -> String {
  let git = try Clipmill.run("/usr/bin/env", ["git", "ls-files", "--", folder], in: Readme.folder)
  let text = try git.output.split(separator: "\n").filter { $0.hasSuffix(".swift") }
    .map { try Readme.text(String($0)) }.joined(separator: "\n")
  return text.replacing(/"\s*\+\s*"/, with: "").replacing(/\\\(ExportOption\.(\w+)\.flag\)/) {
    $0.output.1.reduce(into: "--") { $0 += $1.isUppercase ? "-\($1.lowercased())" : "\($1)" }
  }
}

@Test
func `the messages that Troubleshooting explains are in the sources`() throws {
  let sources = try words(of: "Sources")
  let text = try Readme.text("Sources/Documentation/Troubleshooting.md")
  let rows = Readme.table(under: "Messages", in: text)
  #expect(rows.count > 8)
  for row in rows {
    let quoted = row[0].matches(of: /`([^`]+)`/).map { String($0.output.1) }
    #expect(!quoted.isEmpty)
    let parts = quoted.flatMap { $0.components(separatedBy: "…") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    for part in parts where !part.isEmpty {
      if !sources.contains(part) { Issue.record("no message says: \(part)") }
    }
  }
}

@Test
func `the glossary explains each word that is used everywhere`() throws {
  let wanted = [
    "manifest", "event", "component", "label", "source set", "session", "clip", "split", "bundle",
    "plan", "shard", "lease", "attempt", "epoch", "run", "coordinator", "worker", "renderer",
    "journal", "merger",
  ]
  let text = try Readme.text("Sources/Documentation/Glossary.md")
  let explained = Readme.table(under: "Words", in: text).compactMap(\.first)
  #expect(Set(wanted).subtracting(explained) == [])
}

@Test
func `the README is short, and begins with pictures of an export and of a page`() throws {
  let lines = try Readme.text().split(separator: "\n", omittingEmptySubsequences: false)
  #expect(lines.count < 250)
  let pictures = lines.prefix(30).joined(separator: "\n").matches(of: /!\[[^\]]+\]\(([^)]+)\)/)
    .map { String($0.output.1) }
  #expect(pictures.map { URL(filePath: $0).pathExtension } == ["svg", "png"])
  for picture in pictures {
    let size = try Data(contentsOf: Readme.folder.appending(path: picture)).count
    #expect((1000..<100_000).contains(size), "\(picture): \(size) bytes")
  }
}

@Test
func `the map names every target`() throws {
  let git = try Clipmill.run("/usr/bin/env", ["git", "ls-files", "Sources"], in: Readme.folder)
  let code = git.output.split(separator: "\n").filter {
    !$0.hasSuffix(".md") && !$0.hasPrefix("Sources/Documentation/")
  }
  let targets = Set(code.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) })
  #expect(targets.count > 12)
  let map = try Readme.text("Sources/README.md")
  #expect(targets.filter { !map.contains("**\($0)**") } == [])
}

@Test
func `the limits that the documents name are those of the scheduler`() throws {
  let limits = Limits()
  let seconds = { (span: Span) in span.milliseconds / 1000 }
  let protocolText = try Readme.text("Sources/Documentation/Protocol.md")
  let operations = try Readme.text("Sources/Documentation/Operations.md")
  for (text, words) in [
    (protocolText, "A lease lasts \(seconds(limits.lease)) s"),
    (protocolText, "stands still for \(seconds(limits.eventDeadline)) s"),
    (protocolText, "at most \(limits.messageBytes >> 10) KiB"),
    (operations, "hangs for \(seconds(limits.eventDeadline)) s"),
    (operations, "silent for \(seconds(limits.lease)) s"),
    (operations, "\(limits.crashesPerRun / 1000),000 renderers crash in a row"),
    (operations, "nothing moves for \(seconds(limits.noProgress) / 60) minutes"),
    (operations, "`--patience`\n(\(seconds(limits.patience) / 60) minutes)"),
  ] {
    if !text.contains(words) { Issue.record("no document says: \(words)") }
  }
}
