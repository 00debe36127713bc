import Dataset
import Files
import Manifest
import TestSupport
import Testing

@testable import Planning

/// Lines that a thread parses ahead are those that the planner would have parsed.
@Suite
struct LinesAheadTests {
  private let folder = ScratchFolder()

  private func line(_ number: Int, _ numbers: inout SeededNumbers) -> String {
    switch numbers.below(20) {
    case 0: return ""
    case 1: return "{\"event_id\": "
    case 2: return "[\(number)]"
    case 3:
      let note = String(repeating: "x", count: 9000)
      return "{\"event_id\":\"é\(number)\",\"note\":\"\(note)\"}"
    default:
      return """
        {"event_id":"e\(number)","session_id":"s\(numbers.below(9))","audio_path":"a.wav",\
        "onset_time":\(numbers.below(99)),"components":["kick","Ride \(numbers.below(3))"],\
        "velocity":\(numbers.below(9))}
        """
    }
  }

  private func manifest(_ lines: Int, seed: UInt64) -> String {
    var numbers = SeededNumbers(seed: seed)
    let text = (0..<lines).map { line($0, &numbers) }.joined(separator: "\n")
    folder.write("m.jsonl", Array(text.utf8))
    return folder.path("m.jsonl")
  }

  private func isSame(_ one: LineContent, _ other: LineContent) -> Bool {
    let isSameLine =
      switch (one.parsed, other.parsed) {
      case (.event(let left, let carried), .event(let right, let others)):
        left == right && carried == others
      case (.malformed(let left), .malformed(let right)): left == right
      default: false
      }
    return isSameLine && one.split == other.split
      && one.clips.elementsEqual(other.clips) { $0.key == $1.key && $0.nameBytes == $1.nameBytes }
  }

  @Test(arguments: [(1, 1), (255, 2), (257, 3), (4000, 4)] as [(Int, UInt64)])
  func `lines parsed ahead are those that the planner parses`(
    lines: Int, seed: UInt64
  ) throws {
    let manifest = manifest(lines, seed: seed)
    var options = ExportOptions()
    options.bundle.labelFields = ["velocity"]
    let ahead = try LinesAhead(manifest, options)
    var parser = EventParser(options.fields, carrying: options.bundle.labelFields)
    var reader = try ManifestReader(manifest: manifest)
    var count = 0
    while let line = try reader.next() {
      let expected = LineContent(parser.parse(line), options.clips)
      #expect(ahead.content(of: line).map { isSame($0, expected) } == true)
      count += 1
    }
    #expect(count > lines * 8 / 10)
  }

  @Test
  func `a line that has changed is parsed by the planner, like all after it`() throws {
    let manifest = manifest(2000, seed: 5)
    let ahead = try LinesAhead(manifest, ExportOptions())
    let other = folder.path("other.jsonl")
    var text = Array(try FileSystem.read(manifest))
    // A digit of an id somewhere in the middle.
    let place = try #require(text.indices.dropFirst(text.count / 2).first { text[$0] == 0x39 })
    text[place] = 0x38
    try FileSystem.replace(other, with: text)
    var reader = try ManifestReader(manifest: other)
    var answers: [Bool] = []
    while let line = try reader.next() { answers.append(ahead.content(of: line) != nil) }
    let firstWithout = try #require(answers.firstIndex(of: false))
    #expect(firstWithout > 500)
    #expect(!answers[firstWithout...].contains(true))
  }

  @Test
  func `a parser ahead that nobody reads to its end is given up`() throws {
    let manifest = manifest(4000, seed: 6)
    for _ in 0..<20 { _ = try LinesAhead(manifest, ExportOptions()) }
    let gone = try LinesAhead(folder.path("nothing"), ExportOptions())
    var reader = try ManifestReader(manifest: manifest)
    let line = try #require(try reader.next())
    #expect(gone.content(of: line) == nil)
  }
}
