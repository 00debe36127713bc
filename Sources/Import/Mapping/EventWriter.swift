import Dataset
import JSON
import Manifest

/// Writes events as lines of a manifest: fields in a fixed order, without absent ones.
struct EventWriter {
  private var json = JSONText()
  private(set) var counts = ImportCounts()

  /// The line of an event, with its LF.
  mutating func line(_ event: EventValues, at line: Int) -> [UInt8] {
    json.removeAll()
    var counts = counts
    counts.events += 1
    json.object { json in
      Self.writeNames(event, &json)
      if event[.audioPath].text == nil { counts.note(.audioPath, at: line) }
      Self.writeWindow(event, &json, &counts, line)
      Self.writeComponents(event, &json, &counts, line)
      for meaning in [KeyNames.Meaning.techniques, .drummerID] {
        if !event[meaning].isAbsent {
          json.key(text: Text(meaning.name))
          Self.write(event[meaning], &json, isList: meaning == .techniques)
        }
      }
      for (name, value) in event.carried {
        json.key(text: name)
        Self.write(value, &json)
      }
    }
    self.counts = counts
    json.newline()
    return json.bytes
  }

  private static func writeNames(_ event: EventValues, _ json: inout JSONText) {
    for meaning in [KeyNames.Meaning.eventID, .sessionID, .sourceSet, .audioPath] {
      guard let text = event[meaning].text else { continue }
      json.key(text: Text(meaning.name))
      json.value(text)
    }
  }

  /// Counts a record that is not an event.
  mutating func noteEmpty() { counts.empty += 1 }

  // MARK: Window

  private static func writeWindow(
    _ event: EventValues, _ json: inout JSONText, _ counts: inout ImportCounts, _ line: Int
  ) {
    if let onset = event.number(.onset) {
      json.field("onset_time", onset)
    } else {
      counts.note(.onset, at: line)
      // Text that is not a number stays, so that verification names it.
      if let text = event[.onset].text { json.field("onset_time", text) }
    }
    let (pre, post) = (event.number(.pre), event.number(.post))
    if pre != nil || post != nil {
      json.field(
        "context_ms",
        object: { json in
          if let pre { json.field("pre", pre) }
          if let post { json.field("post", post) }
        })
    } else if let length = event.length {
      guard length > 0 else {
        counts.points += 1
        return
      }
      json.field(
        "context_ms",
        object: { json in
          json.field("pre", 0)
          json.field("post", 0)
        })
      json.field("duration_seconds", length)
    }
  }

  // MARK: Components

  private static func writeComponents(
    _ event: EventValues, _ json: inout JSONText, _ counts: inout ImportCounts, _ line: Int
  ) {
    var labels: [Text] = []
    switch event[.label] {
    case .json(let value) where value.isObject || value.elements.contains { $0.isObject }:
      json.key("components")
      return json.raw(
        value.isObject ? [0x5B] + value.compactText.bytes + [0x5D] : value.compactText.bytes)
    case .json(let value) where value.isArray:
      labels = value.elements.compactMap { SourceValue.json($0).text }
    case .cell(let bytes) where bytes.first == UInt8(ascii: "["):
      labels = ListCell.texts(Array(bytes)) ?? [Text(validated: bytes)]
    case let value: labels = value.text.map { [$0] } ?? []
    }
    labels = labels.map(\.trimmed).filter { !$0.isEmpty }
    guard !labels.isEmpty else { return counts.note(.label, at: line) }
    json.field(
      "components",
      array: { json in
        for label in labels {
          json.object { json in
            json.field("label", label)
            for (name, value) in event.ofComponent {
              json.key(text: name)
              write(value, &json, comma: event.takesComma)
            }
          }
        }
      })
  }

  // MARK: Values

  /// Writes a value unchanged; a cell that spells a JSON number or a flag becomes that.
  private static func write(
    _ value: SourceValue, _ json: inout JSONText, isList: Bool = false, comma: Bool = false
  ) {
    switch value {
    case .absent: json.null()
    case .json(let value): json.raw(value.compactText.bytes)
    case .number(let number): json.value(number)
    case .text(let text): json.value(text)
    case .cell(let bytes):
      let cell = Array(bytes)
      if isList || bytes.first == UInt8(ascii: "["), let texts = ListCell.texts(cell) {
        json.array { json in for text in texts { json.value(text) } }
      } else if isList {
        json.array { json in json.value(Text(validated: cell)) }
      } else if comma, let number = value.number(comma: true) {
        json.value(number)
      } else if NumberText.isJSON(cell) {
        json.raw(cell)
      } else if cell.count < 6, let flag = flags[Text(validated: cell)] {
        json.value(flag)
      } else {
        json.value(Text(validated: cell))
      }
    }
  }

  private static let flags: [Text: Bool] = [
    "true": true, "false": false, "True": true, "False": false, "TRUE": true, "FALSE": false,
  ]
}

/// A cell that holds a list in the form of JSON or Python: `["a", "b"]`, `['a', 'b']`.
enum ListCell {
  /// The texts of the list; nil if the cell is not a list.
  static func texts(_ cell: [UInt8]) -> [Text]? {
    var parser = JSONParser()
    let double = cell.contains(UInt8(ascii: "\""))
    let json = double ? cell : cell.map { $0 == UInt8(ascii: "'") ? UInt8(ascii: "\"") : $0 }
    return try? parser.parse(json) { root in
      root.isArray ? root.elements.compactMap { SourceValue.json($0).text } : nil
    }
  }
}
