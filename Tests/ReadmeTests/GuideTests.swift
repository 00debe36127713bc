import Foundation
import Testing

// The README's guide and the commands of Resume.md, walked through on a small demo corpus.

/// The commands of the guide, in order; then those of Resume.md, for the guide's manifest.
private func guide() throws -> [String] {
  let text = try Readme.text()
  let section = text.components(separatedBy: "\n## Workflow\n").dropFirst().first ?? ""
  let resumes = Readme.commands(in: try Readme.text("Sources/Documentation/Resume.md"))
  return Readme.commands(in: section.components(separatedBy: "\n## ").first ?? "")
    + resumes.map { $0.replacingOccurrences(of: " events.jsonl ", with: " corpus/manifest.jsonl ") }
}

/// Runs a line of a shell in which `clipmill` is found, and `../scripts` are the project's.
private func shell(_ line: String, in folder: URL) throws -> Clipmill.Result {
  let programs = URL(filePath: Clipmill.path).deletingLastPathComponent().path
  let scripts = Readme.folder.appending(path: "scripts").path
  // The gates ask for more than a small corpus has; the checklist's own tests keep them.
  let setting = """
    export PATH=\(programs):$PATH CLIPMILL=\(Clipmill.path) REPORTS=reports GATES=none; set -e
    """
  return try Clipmill.run(
    "/usr/bin/env",
    ["bash", "-c", "\(setting); \(line.replacingOccurrences(of: "../scripts", with: scripts))"],
    in: folder)
}

/// A smaller form of what `scripts/demo` leaves: a corpus, its bundle, and the configurations.
private func makeDemo(in folder: URL) throws -> URL {
  let demo = folder.appending(path: "demo-output")
  try FileManager.default.createDirectory(at: demo, withIntermediateDirectories: true)
  try FileManager.default.createSymbolicLink(
    at: folder.appending(path: "configs"),
    withDestinationURL: Readme.folder.appending(path: "configs"))
  for line in [
    "demo-corpus corpus --events 1000",
    "clipmill export corpus/manifest.jsonl bundle --progress none",
  ] {
    let made = try shell(line, in: demo)
    try #require(made.exitCode == 0, "\(made.errors)")
  }
  let blocks = Readme.blocks(in: try Readme.text())
  let integrity = try #require(blocks.first { $0.text.contains("checksum_manifest") })
  try integrity.text.write(
    to: demo.appending(path: "integrity.json"), atomically: true, encoding: .utf8)
  return demo
}

@Test
func `the guide's commands do what it says, one after another`() throws {
  let commands = try guide()
  #expect(commands.count > 18 && commands.first == "cd demo-output")
  try Clipmill.inScratch { folder in
    let demo = try makeDemo(in: folder)
    for command in commands.dropFirst() {
      let result = try shell(command, in: demo)
      // The demo has faults on purpose.
      let expected: Int32 = command.contains("--verify-only") ? 1 : 0
      #expect(result.exitCode == expected, "\(command): \(result.errors)\(result.output)")
    }
    for name in ["dataset/metadata.json", "smoke/metadata.json", "export.log", "export.json"] {
      let place = demo.appending(path: name)
      #expect(FileManager.default.fileExists(atPath: place.path), "\(name)")
    }
  }
}
