internal import Dataset
import JSON

extension EventDetails {
  /// Reads the fields of an event; of equal keys the last counts, and mapped fields come only from their keys.
  init(of root: JSONValue, _ mappings: [FieldMapping]) {
    self.init(of: root)
    for mapping in mappings { take(root.value(of: mapping), as: mapping.field) }
  }

  private mutating func take(_ value: JSONValue?, as field: ManifestField) {
    switch field {
    case .components: components = value?.componentDetails ?? []
    case .techniques: techniques = value?.techniques ?? []
    case .isSynthetic: isSynthetic = value?.bool
    case .mixContext: mixContext = value?.word
    case .bleedLevel: bleedLevel = value?.word
    case .loudness: takeLoudness(value)
    case .drummerID: drummerID = value?.word
    case .negativeExample: isNegativeExample = value?.bool ?? false
    default: break
    }
  }

  private init(of root: JSONValue) {
    self.init()
    for field in root.fields {
      switch field.key.count {
      case 10: takeTenLetters(field)
      case 12 where field.isNamed("is_synthetic"): isSynthetic = field.value.bool
      case 11:
        if field.isNamed("mix_context") {
          mixContext = field.value.word
        } else if field.isNamed("bleed_level") {
          bleedLevel = field.value.word
        }
      case 8 where field.isNamed("loudness"): takeLoudness(field.value)
      case 16 where field.isNamed("negative_example"):
        isNegativeExample = field.value.bool ?? false
      default: break
      }
    }
  }

  private mutating func takeTenLetters(_ field: JSONField) {
    if field.isNamed("components") {
      components = field.value.componentDetails
    } else if field.isNamed("techniques") {
      techniques = field.value.techniques
    } else if field.isNamed("drummer_id") {
      drummerID = field.value.word
    }
  }

  private mutating func takeLoudness(_ value: JSONValue?) {
    (loudness, peak) = (nil, nil)
    guard let value else { return }
    for field in value.fields {
      if field.isNamed("LUFS_i") {
        loudness = field.value.manifestNumber
      } else if field.isNamed("peak_dbfs") {
        peak = field.value.manifestNumber
      }
    }
  }
}

extension ComponentDetails {
  /// Reads a component; nil if it has no label, as for `Event.labels`.
  init?(of component: JSONValue) {
    self.init()
    if let label = component.bareLabel {
      if label.isEmpty { return nil }
      return
    }
    var label: JSONValue?
    for field in component.fields {
      if field.isNamed("label") {
        label = field.value
      } else if field.isNamed("velocity") {
        velocity = field.value.manifestNumber
      } else if field.isNamed("openness") {
        openness = field.value.manifestNumber
      } else if field.isNamed("dynamic_bucket") {
        dynamicBucket = field.value.word
      }
    }
    guard let bytes = label?.utf8, !EventLabel.trimmed(bytes).isEmpty else { return nil }
  }
}

extension JSONValue {
  fileprivate var componentDetails: [ComponentDetails] {
    oneOrMore.compactMap(ComponentDetails.init)
  }

  fileprivate var techniques: [Text] { elements.compactMap { $0.utf8 == nil ? nil : $0.word } }

  /// The name of a group of events: trimmed text, or a number or flag as JSON writes it.
  fileprivate var word: Text? {
    if let utf8 {
      let text = EventLabel.trimmed(utf8)
      return text.isEmpty ? nil : text
    }
    return isNull || isArray || isObject || isUnrepresentable ? nil : compactText
  }
}
