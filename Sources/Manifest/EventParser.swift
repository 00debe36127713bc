package import Dataset
package import Files
import JSON

/// A parsed line of a manifest.
package enum ParsedLine: Sendable {
  /// The event, and the requested carried fields.
  case event(Event, CarriedFields)
  /// Not a usable JSON object; the reason is one clear phrase.
  case malformed(String)
}

/// A parsed line of a manifest, with the parts that only statistics use.
package enum DetailedLine {
  /// The event and its details.
  case event(Event, EventDetails)
  /// Not a usable JSON object; the reason is one clear phrase.
  case malformed(String)
}

/// Turns the lines of a manifest into events.
///
/// A value that is present but unusable (`"onset_time": true`, 1e400, NaN) counts as absent and is named in
/// `Event.invalidFields`, at most 20 a line. Null counts as absent without a note: a manifest's writer states in this
/// way that there is no value.
package struct EventParser: ~Copyable {
  private var parser = JSONParser()
  private let options: FieldOptions
  private let carriedNames: [Text]

  /// Names kept in `Event.invalidFields`.
  package static let invalidFieldsLimit = 20

  /// A parser that reads fields as the options say, and carries the named ones of each event or component.
  package init(_ options: FieldOptions = FieldOptions(), carrying names: [Text] = []) {
    self.options = options
    carriedNames = names
  }

  /// Never fails: the faults of a line are part of the result.
  ///
  /// A blank line is not an event and must not be passed.
  package mutating func parse(_ line: ManifestLine) -> ParsedLine {
    guard let content = line.content else { return .malformed("longer than 16 MiB") }
    return parse(content, ordinal: line.ordinal)
  }

  /// Parses one line's bytes without byte-order mark and LF; at most `ManifestLine.lengthLimit`.
  package mutating func parse(_ content: UnsafeRawBufferPointer, ordinal: Int) -> ParsedLine {
    switch object(content) {
    case .failure(let fault): return .malformed(fault.reason)
    case .success(let root):
      var reading = EventReading(options, names: carriedNames)
      let event = reading.event(of: root, ordinal: ordinal)
      return .event(event, reading.carried)
    }
  }

  /// Parses a line like `parse`, with the parts that only statistics use.
  package mutating func parseDetailed(_ line: ManifestLine) -> DetailedLine {
    guard let content = line.content else { return .malformed("longer than 16 MiB") }
    switch object(content) {
    case .failure(let fault): return .malformed(fault.reason)
    case .success(let root):
      var reading = EventReading(options, names: [])
      let event = reading.event(of: root, ordinal: line.ordinal)
      return .event(event, EventDetails(of: root, options.mappings))
    }
  }

  private struct Fault: Error { let reason: String }

  private mutating func object(_ content: UnsafeRawBufferPointer) -> Result<JSONValue, Fault> {
    guard content.count <= ManifestLine.lengthLimit else {
      return .failure(Fault(reason: "longer than 16 MiB"))
    }
    do {
      let root = try parser.parse(content, numbers: .lenient)
      return root.isObject ? .success(root) : .failure(Fault(reason: "not a JSON object"))
    } catch {
      return .failure(Fault(reason: error.description))
    }
  }
}

/// Fields carried through to the labels as the compact JSON of their values.
package struct CarriedFields: Hashable, Sendable {
  /// One for each name: the event's own field, nil if it has none, null, or a number beyond binary64.
  package var ofEvent: [Text?] = []
  /// For each of the event's labels, in the same order, one for each name: its component's field.
  package var ofLabels: [[Text?]] = []

  /// The values for one label: its component's own, else the event's.
  package func ofLabel(_ number: Int) -> [Text?] {
    zip(ofLabels[number], ofEvent).map { $0 ?? $1 }
  }
}
