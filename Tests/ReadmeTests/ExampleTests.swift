import Foundation
import Testing

// The README's own example, exported for real.

/// Three seconds of a stereo sawtooth as a WAV file.
private func sound() -> Data {
  let frames = 3 * 44_100
  var data = Data("RIFF".utf8)
  func append(_ number: UInt32) {
    withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
  }
  func append(_ number: UInt16) {
    withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
  }
  append(UInt32(36 + 4 * frames))
  data.append(contentsOf: "WAVEfmt ".utf8)
  append(UInt32(16))
  for number in [1, 2] as [UInt16] { append(number) }
  for number in [44_100, 176_400] as [UInt32] { append(number) }
  for number in [4, 16] as [UInt16] { append(number) }
  data.append(contentsOf: "data".utf8)
  append(UInt32(4 * frames))
  for frame in 0..<frames {
    append(UInt16(truncatingIfNeeded: frame * 57))
    append(UInt16(truncatingIfNeeded: frame * 31))
  }
  return data
}

/// Exports the README's manifest by the README's command, with `/data/audio` in the scratch folder.
private func exportExample<Value>(_ body: (URL) throws -> Value) throws -> Value {
  let text = try Readme.text()
  return try Clipmill.inScratch { folder in
    let audio = folder.appending(path: "audio/song01")
    try FileManager.default.createDirectory(at: audio, withIntermediateDirectories: true)
    try sound().write(to: audio.appending(path: "overheads.wav"))
    let manifest = try #require(Readme.blocks(in: text).first { $0.language == "json" })
    try manifest.text.write(
      to: folder.appending(path: "events.jsonl"), atomically: true, encoding: .utf8)
    let command = try #require(
      Readme.commands(of: "clipmill", in: text).first { $0.dropFirst().first == "export" })
    let words = command.dropFirst().map { $0 == "/data/audio" ? "audio" : $0 }
    let result = try Clipmill.run(Array(words), in: folder)
    try #require(result.exitCode == 0, "\(result.errors)")
    return try body(folder)
  }
}

@Test
func `the README's example gives the rows that the README shows`() throws {
  let shown = Readme.blocks(in: try Readme.text()).filter {
    $0.language == "json" && $0.text.contains("event_id")
  }
  try #require(shown.count == 2)
  try exportExample { folder in
    let labels = try String(
      contentsOf: folder.appending(path: "dataset/train/train_labels.json"), encoding: .utf8)
    #expect(labels == "[\n" + shown[1].lines.joined(separator: ",\n") + "\n]\n")
  }
}

@Test
func `the README's Python reads the bundle, and the rest of the examples compiles`() throws {
  let blocks = try ["README.md", "Sources/Documentation/Loading.md"].flatMap {
    Readme.blocks(in: try Readme.text($0)).filter { $0.language == "python" }
  }
  try #require(blocks.count == 10)
  try exportExample { folder in
    for (number, block) in blocks.enumerated() {
      let name = "block\(number).py"
      try block.text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
      let compiled = try Clipmill.run(
        "/usr/bin/env", ["python3", "-m", "py_compile", name], in: folder)
      #expect(compiled.exitCode == 0, "\(compiled.errors)")
    }
    let result = try Clipmill.run("/usr/bin/env", ["python3", "block0.py"], in: folder)
    #expect(result.output == "kick 0 12349 frames\ncrash 1 12349 frames\nsnare 2 12349 frames\n")
    #expect(result.errors.isEmpty)
  }
}

@Test
func `a user's table and recordings become a bundle by the README's three commands`() throws {
  let text = try Readme.text()
  let table = try #require(Readme.blocks(in: text).first { $0.language == "csv" })
  let section = text.components(separatedBy: "\n## Your own recordings").dropFirst().first ?? ""
  let commands = Readme.commands(
    of: "clipmill", in: section.components(separatedBy: "\n## ").first ?? "")
  #expect(commands.map { $0[1] } == ["import", "inspect", "export"])
  try Clipmill.inScratch { folder in
    let audio = folder.appending(path: "audio/song01")
    try FileManager.default.createDirectory(at: audio, withIntermediateDirectories: true)
    try sound().write(to: audio.appending(path: "overheads.wav"))
    try table.text.write(
      to: folder.appending(path: "hits.csv"), atomically: true, encoding: .utf8)
    for command in commands {
      let words = command.dropFirst().map { $0 == "/data/audio" ? "audio" : $0 }
      let result = try Clipmill.run(Array(words), in: folder)
      #expect(result.exitCode == 0, "\(command): \(result.errors)")
    }
    let data = try Data(contentsOf: folder.appending(path: "dataset/train/train_labels.json"))
    let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(rows.compactMap { $0["label"] as? String } == ["kick", "crash", "snare"])
  }
}

@Test
func `the bundle holds the files in the README's drawing`() throws {
  let tree = try #require(
    Readme.blocks(in: try Readme.text()).first { $0.lines.first == "dataset/" })
  let drawn = tree.lines.dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) }
  let optional = ["SHA256SUMS"]
  try exportExample { folder in
    let bundle = folder.appending(path: "dataset")
    for path in drawn where !optional.contains(path) {
      let place = bundle.appending(path: path.replacingOccurrences(of: "…", with: ""))
      #expect(FileManager.default.fileExists(atPath: place.path), "\(path)")
    }
    let found = try FileManager.default.contentsOfDirectory(atPath: bundle.path)
    let named = Set(drawn.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(Set(found).subtracting(named) == [])
  }
}

@Test
func `the demo's closing words name files that a bundle has`() throws {
  let named = try Readme.text("scripts/demo").matches(of: /\$output\/bundle\/(\S+)/)
    .map { String($0.output.1) }
  #expect(named.count > 3)
  try exportExample { folder in
    for path in named {
      let place = folder.appending(path: "dataset").appending(path: path)
      #expect(FileManager.default.fileExists(atPath: place.path), "\(path)")
    }
  }
}
