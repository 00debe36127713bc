package import Dataset
import Manifest

/// The targets of a source's keys: the field of a manifest that each fills.
package struct FieldPlan: Sendable {
  /// The target of a key's value.
  enum Target: Hashable, Sendable {
    case meaning(KeyNames.Meaning)
    /// A field of the one component, by its name.
    case component(Text)
    /// A field of the event that is carried unchanged, by its name.
    case carried(Text)
    /// Nothing: another key fills its field.
    case replaced
  }

  /// A key and its field.
  package struct Row: Hashable, Sendable {
    package let key: Text
    /// The field's name; nil where another key fills it.
    package let field: Text?
    /// True if the manifest knows the field.
    package let isMapped: Bool
    /// True if its values are milliseconds that become seconds.
    package let isScaled: Bool
  }

  private(set) var targets: [Text: Target] = [:]
  private var keys: [Text]

  /// By the plain forms of their names.
  private static let ofComponents: [Text: Text] = [
    "velocity": "velocity", "vel": "velocity", "openness": "openness",
    "dynamicbucket": "dynamic_bucket", "instance": "instance",
  ]
  /// Fields that the import writes itself.
  private static let written: Set<Text> = Set(
    KeyNames.Meaning.allCases.map { Text($0.name) })
  /// Other fields that the manifest knows, which need no change.
  private static let known = Set(ManifestField.allCases.map { Text($0.rawValue) })
    .subtracting(written)
  private static let lengths: Set<Text> = ["context_ms", "duration_seconds"]

  /// The keys in their order, and the pairs of `--field`: a field's name and the key that fills it.
  init(keys: [Text], fields: [(field: Text, key: Text)]) throws(ImportError) {
    self.keys = keys
    for (field, key) in fields {
      if let other = targets[key] {
        throw .wrongField(
          "\(ExportOption.field.flag): \(key) fills both \(Self.name(other)?.string ?? "") and"
            + " \(field) (one key fills one field)")
      }
      targets[key] = try Self.target(field)
    }
    var nearest = KeyNames.nearest(in: keys, except: Set(fields.map(\.key)))
    for case .meaning(let meaning) in targets.values { nearest[meaning] = nil }
    // The manifest's own keys state lengths in its own way.
    let isOwn =
      nearest[.onset] == "onset_time" || nearest[.pre] != nil || nearest[.post] != nil
      || keys.contains(where: Self.lengths.contains)
    if isOwn { (nearest[.length], nearest[.end]) = (nil, nil) }
    if nearest[.length] != nil { nearest[.end] = nil }
    for meaning in KeyNames.Meaning.allCases {
      if let key = nearest[meaning] { targets[key] = .meaning(meaning) }
    }
    let filled = Set(targets.values.compactMap(Self.name))
    for key in keys where targets[key] == nil { targets[key] = Self.other(key, filled) }
  }

  /// The target of a key that is not the nearest to any field; `filled` ones have other keys.
  private static func other(_ key: Text, _ filled: Set<Text>) -> Target {
    // A column without a name numbers the rows.
    if key.isEmpty { return .replaced }
    if let own = ofComponents[Text(KeyNames.plain(key))] { return .component(own) }
    return written.contains(key) && filled.contains(key) ? .replaced : .carried(key)
  }

  /// Adds a key that the first records did not have; with `hasSession` another key names sessions.
  mutating func add(_ key: Text, hasSession: Bool) -> Target {
    var filled = Set(targets.values.compactMap(Self.name))
    if hasSession { filled.insert(Text(KeyNames.Meaning.sessionID.name)) }
    let target =
      if !filled.contains(key), let meaning = KeyNames.Meaning(name: key.string) {
        Target.meaning(meaning)
      } else {
        Self.other(key, filled)
      }
    keys.append(key)
    targets[key] = target
    return target
  }

  private static func target(_ field: Text) throws(ImportError) -> Target {
    if let meaning = KeyNames.Meaning(name: field.string) { return .meaning(meaning) }
    if ofComponents.values.contains(field) { return .component(field) }
    if known.contains(field) { return .carried(field) }
    let names =
      (KeyNames.Meaning.allCases.map { Text($0.name) }
      + Set(ofComponents.values).union(known).sorted())
      .map(\.string).joined(separator: ", ")
    throw .wrongField("\(ExportOption.field.flag): there is no field \(field) (fields: \(names))")
  }

  private static func name(_ target: Target) -> Text? {
    switch target {
    case .meaning(let meaning): Text(meaning.name)
    case .component(let name), .carried(let name): name
    case .replaced: nil
    }
  }

  /// True if a key fills the field.
  func fills(_ meaning: KeyNames.Meaning) -> Bool {
    targets.values.contains(.meaning(meaning))
  }

  /// The divisor for a number of this key.
  static func divisor(_ key: Text, _ meaning: KeyNames.Meaning) -> Double {
    KeyNames.isScaled(meaning, key) ? 1000 : 1
  }

  /// Every key in its order.
  package var rows: [Row] {
    let known = Set(keys)
    let others = targets.keys.filter { !known.contains($0) }.sorted()
    return (keys + others).map { key in
      let target = targets[key] ?? .replaced
      var (isMapped, isScaled) = (false, false)
      if case .carried = target { isMapped = false } else { isMapped = target != .replaced }
      if case .meaning(let meaning) = target { isScaled = Self.divisor(key, meaning) != 1 }
      return Row(key: key, field: Self.name(target), isMapped: isMapped, isScaled: isScaled)
    }
  }
}
