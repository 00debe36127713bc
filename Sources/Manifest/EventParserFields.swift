internal import Dataset
import JSON

/// The fields of an object from which events are made; of equal keys the last has won.
private struct KnownFields {
  var eventID: JSONValue?
  var sessionID: JSONValue?
  var sourceSet: JSONValue?
  var audioPath: JSONValue?
  var onset: JSONValue?
  var context: JSONValue?
  var duration: JSONValue?
  var components: JSONValue?

  /// Mapped fields come only from their keys.
  init(_ object: JSONValue, _ mappings: [FieldMapping]) {
    self.init(object)
    for mapping in mappings { take(object.value(of: mapping), as: mapping.field) }
  }

  private mutating func take(_ value: JSONValue?, as field: ManifestField) {
    switch field {
    case .eventID: eventID = value
    case .sessionID: sessionID = value
    case .sourceSet: sourceSet = value
    case .audioPath: audioPath = value
    case .onset: onset = value
    case .context: context = value
    case .duration: duration = value
    case .components: components = value
    default: break
    }
  }

  private init(_ object: JSONValue) {
    for field in object.fields {
      switch field.key.count {
      case 8 where field.isNamed("event_id"): eventID = field.value
      case 10: take(field)
      case 16 where field.isNamed("duration_seconds"): duration = field.value
      default: break
      }
    }
  }

  /// Keeps one of the six fields with names of ten letters.
  private mutating func take(_ field: JSONField) {
    switch field.key[0] {
    case UInt8(ascii: "s"):
      if field.isNamed("session_id") {
        sessionID = field.value
      } else if field.isNamed("source_set") {
        sourceSet = field.value
      }
    case UInt8(ascii: "a"): if field.isNamed("audio_path") { audioPath = field.value }
    case UInt8(ascii: "o"): if field.isNamed("onset_time") { onset = field.value }
    case UInt8(ascii: "c"):
      if field.isNamed("context_ms") {
        context = field.value
      } else if field.isNamed("components") {
        components = field.value
      }
    default: break
    }
  }
}

/// One event being read: collects its faults and its carried fields.
struct EventReading {
  private let options: FieldOptions
  private let names: [Text]
  private var invalid: [String] = []
  private(set) var carried = CarriedFields()

  init(_ options: FieldOptions, names: [Text]) {
    self.options = options
    self.names = names
  }

  mutating func event(of root: JSONValue, ordinal: Int) -> Event {
    let fields = KnownFields(root, options.mappings)
    let eventID = text(fields.eventID, "event_id")
    let sessionID = text(fields.sessionID, "session_id")
    let sourceSet = text(fields.sourceSet, "source_set")
    let audioPath = text(fields.audioPath, "audio_path")
    let onset = onset(fields.onset)
    var window = window(fields)
    if let onset { window.onset = onset }
    let labels = labels(fields.components)
    carried.ofEvent = names.map { name in
      let value = options.mapping(of: name).map(root.value(of:)) ?? root[name]
      return value?.carriedText
    }
    if root.isRewritten { noteUnrepresentable(in: root) }
    var event = Event(
      ordinal: ordinal, eventID: eventID, sessionID: sessionID ?? "", sourceSet: sourceSet ?? "",
      audioPath: audioPath, window: window, labels: labels, invalidFields: invalid)
    event.hasOnset = onset != nil
    return event
  }

  private mutating func note(_ name: @autoclosure () -> String) {
    if invalid.count < EventParser.invalidFieldsLimit { invalid.append(name()) }
  }

  /// A string that is not empty, otherwise nil.
  private mutating func text(_ value: JSONValue?, _ name: StaticString) -> Text? {
    guard let value, !value.isNull else { return nil }
    guard let bytes = value.utf8 else {
      note(name.description)
      return nil
    }
    return bytes.isEmpty ? nil : Text(validated: bytes)
  }

  /// A default replaces an onset that is absent or null, never an unusable one.
  private mutating func onset(_ value: JSONValue?) -> Double? {
    guard let value, !value.isNull else { return options.defaultOnset }
    return number(value, "onset_time")
  }

  private mutating func window(_ fields: KnownFields) -> Window {
    var window = Window()
    window.durationSeconds = number(fields.duration, "duration_seconds")
    guard let context = fields.context, !context.isNull else { return window }
    guard context.isObject else {
      note("context_ms")
      return window
    }
    var pre: JSONValue?
    var post: JSONValue?
    for field in context.fields {
      if field.isNamed("pre") {
        pre = field.value
      } else if field.isNamed("post") {
        post = field.value
      }
    }
    if let pre = number(pre, "context_ms.pre") { window.pre = pre }
    if let post = number(post, "context_ms.post") { window.post = post }
    return window
  }

  /// A number, or a string that spells one; null and absent values are nil without a note.
  private mutating func number(
    _ value: JSONValue?, _ name: @autoclosure () -> String
  ) -> Double? {
    guard let value, !value.isNull else { return nil }
    let number = value.manifestNumber
    if number == nil { note(name()) }
    return number
  }

  private mutating func labels(_ components: JSONValue?) -> [Text] {
    guard let components, !components.isNull else { return [] }
    guard components.isArray || components.utf8 != nil else {
      note("components")
      return []
    }
    var labels: [Text] = []
    var index = 0
    for component in components.oneOrMore {
      if let label = label(of: component, index: index) {
        labels.append(label)
        if !names.isEmpty { carried.ofLabels.append(names.map { component[$0]?.carriedText }) }
      }
      index += 1
    }
    return labels
  }

  /// The trimmed label of a component; notes its unusable label and numbers.
  private mutating func label(of component: JSONValue, index: Int) -> Text? {
    if let label = component.bareLabel { return label.isEmpty ? nil : label }
    guard component.isObject else {
      note("components[\(index)]")
      return nil
    }
    var label: JSONValue?
    var velocity: JSONValue?
    var openness: JSONValue?
    for field in component.fields {
      if field.isNamed("label") {
        label = field.value
      } else if field.isNamed("velocity") {
        velocity = field.value
      } else if field.isNamed("openness") {
        openness = field.value
      }
    }
    _ = number(velocity, "components[\(index)].velocity")
    _ = number(openness, "components[\(index)].openness")
    guard let label, !label.isNull else { return nil }
    guard let bytes = label.utf8 else {
      note("components[\(index)].label")
      return nil
    }
    let text = EventLabel.trimmed(bytes)
    return text.isEmpty ? nil : text
  }

  /// Notes every number beyond binary64 that no earlier rule has met.
  private mutating func noteUnrepresentable(in root: JSONValue) {
    let known = Set(invalid)
    let others = JSONWalk.unrepresentable(in: root, limit: 2 * EventParser.invalidFieldsLimit)
    for name in others where !known.contains(name) { note(name) }
  }
}

extension JSONValue {
  /// The value of a mapped field: that of the whole key, otherwise that of nested objects by its dots.
  func value(of mapping: FieldMapping) -> JSONValue? {
    if let value = self[mapping.key] { return value }
    var value: JSONValue? = self
    for key in mapping.path { value = value?[key] }
    return value
  }

  /// The last of an object's fields with this key.
  fileprivate subscript(key: Text) -> JSONValue? {
    key.bytes.withUnsafeBytes { bytes in
      var found: JSONValue?
      for field in fields where field.key.elementsEqual(bytes) { found = field.value }
      return found
    }
  }

  /// The carried form of a value; nil for null and for a number beyond binary64.
  fileprivate var carriedText: Text? { isNull || isUnrepresentable ? nil : compactText }

  /// The elements of an array; the value itself if it is a text.
  var oneOrMore: [JSONValue] { utf8 == nil ? Array(elements) : [self] }

  /// The trimmed label of a component that is a text; nil for any other.
  var bareLabel: Text? { utf8.map { EventLabel.trimmed($0) } }

  /// A number, or a string that spells one; nil if it is neither, or beyond binary64.
  var manifestNumber: Double? { double ?? utf8.flatMap(EventNumber.parse) }
}

/// A number that a manifest writes as a string.
enum EventNumber {
  /// The value of an ASCII numeric string, optionally with Unicode white space around it; nil for other strings, and
  /// beyond binary64.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> Double? {
    let text = EventLabel.trimmed(bytes)
    guard NumberGrammar.text.matches(text.bytes), let value = Double(text.string), value.isFinite
    else { return nil }
    return value
  }
}

/// The text of a label.
enum EventLabel {
  /// The text without Unicode White_Space at its ends.
  static func trimmed(_ bytes: UnsafeRawBufferPointer) -> Text {
    let text = Text(validated: bytes)
    guard let first = bytes.first, let last = bytes.last else { return text }
    return isPlain(first) && isPlain(last) ? text : text.trimmed
  }

  /// True if a byte at a text's edge is ASCII and not white space.
  private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x80 }
}
