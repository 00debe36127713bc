import Foundation
import Testing

/// A folder of its own with two recordings and a manifest over them, exported through the executable;
/// gone when the test lets go of it.
final class SmallExport {
  let folder: String

  /// One manifest event.
  struct Event {
    var id: String
    var source = "a"
    var onset = 0.5
    var components = #"[{"label":"kick","velocity":0.5}]"#
    /// Further fields as JSON, with a comma before each.
    var more = ""

    var line: String {
      #"{"event_id":"\#(id)","session_id":"s-\#(id)","source_set":"\#(source)","#
        + #""audio_path":"\#(source).wav","onset_time":\#(onset),"components":\#(components)\#(more)}"#
    }
  }

  init(_ events: [Event]) throws {
    folder =
      FileManager.default.temporaryDirectory.appending(path: "flags-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for source in Set(events.map(\.source)).sorted() { try writeRecording(source) }
    try write(events.map { $0.line + "\n" }.joined(), to: "events.jsonl")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Twelve events of three kinds in two source sets, every fourth with two labels.
  static func dozen() throws -> SmallExport {
    try SmallExport(
      (0..<12).map { number in
        let label = ["kick", "snare", "hat"][number % 3]
        var event = Event(id: "e\(number)", source: number < 8 ? "a" : "b")
        event.onset = 0.1 * Double(number)
        event.components = #"[{"label":"\#(label)","velocity":0.\#(number + 1)}"#
        event.components += number % 4 == 0 ? #",{"label":"crash"}]"# : "]"
        event.more = #","tempo_bpm":\#(100 + number),"velocity":9"#
        return event
      })
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func json(_ name: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(try bytes(name)), options: .fragmentsAllowed)
  }

  func rows(_ name: String) throws -> [[String: Any]] {
    try #require(try json(name) as? [[String: Any]])
  }

  /// The label rows of both splits, train first.
  func labels(_ bundle: String) throws -> [[String: Any]] {
    try rows("\(bundle)/train/train_labels.json") + rows("\(bundle)/val/val_labels.json")
  }

  /// Paths of the bundle's files relative to it, but the run's state, sorted by their bytes.
  func files(_ bundle: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: "\(folder)/\(bundle)")
    return (all?.compactMap { $0 as? String } ?? []).filter { path in
      var isFolder: ObjCBool = false
      let found = FileManager.default.fileExists(
        atPath: "\(folder)/\(bundle)/\(path)", isDirectory: &isFolder)
      return found && !isFolder.boolValue && !path.hasPrefix(".clipmill")
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Runs the export and expects it to succeed.
  @discardableResult
  func export(_ bundle: String, _ flags: [String] = []) throws -> Command.Result {
    let result = try Command.clipmill(
      ["export", "events.jsonl", bundle, "--progress", "none"] + flags, in: folder)
    #expect(result.code == 0, "\(result.errors)")
    return result
  }

  /// Two seconds of noise in mono at 44.1 kHz, 16 bit.
  private func writeRecording(_ name: String) throws {
    var state = UInt64(name.utf8.first ?? 1)
    var data: [UInt8] = []
    for _ in 0..<88_200 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      data += [UInt8(truncatingIfNeeded: state >> 40), UInt8(truncatingIfNeeded: state >> 50)]
    }
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    let header =
      Array("RIFF".utf8) + word(36 + data.count) + Array("WAVEfmt ".utf8) + word(16)
      + [1, 0, 1, 0] + word(44_100) + word(88_200) + [2, 0, 16, 0] + Array("data".utf8)
      + word(data.count)
    try Data(header + data).write(to: URL(fileURLWithPath: "\(folder)/\(name).wav"))
  }
}
