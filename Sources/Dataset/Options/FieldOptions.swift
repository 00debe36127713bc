/// How to read the lines of a manifest as events.
package struct FieldOptions: Hashable, Sendable {
  /// Fields under other keys; of several for one field the last counts.
  package var mappings: [FieldMapping] = []
  /// Seconds, for an event whose onset is absent or null; nil if such an event is skipped.
  package var defaultOnset: Double?

  package init() {}

  /// The mapping of a field with another key; nil if it has its own name, or is unknown.
  package func mapping(of field: Text) -> FieldMapping? {
    mappings.last { field.bytes.elementsEqual($0.field.rawValue.utf8) }
  }
}

/// A field that is read from another key: one `--field FIELD=KEY`.
package struct FieldMapping: Hashable, Sendable, Codable, LosslessStringConvertible {
  package let field: ManifestField
  /// The key as given.
  package let key: Text
  /// The same, cut at its dots: keys of nested objects.
  package var path: [Text] {
    key.bytes.split(separator: 0x2E, omittingEmptySubsequences: false).map {
      Text(validated: Array($0))
    }
  }

  package init(field: ManifestField, key: Text) {
    self.field = field
    self.key = key
  }

  /// Reads `FIELD=KEY`; nil if the field is not one of `ManifestField`, or the key is empty.
  package init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let field = ManifestField(rawValue: String(parts[0])),
      !parts[1].isEmpty
    else { return nil }
    self.init(field: field, key: Text(String(parts[1])))
  }

  package var description: String { "\(field.rawValue)=\(key)" }
}

/// A field of the manifest's events, by its name there.
package enum ManifestField: String, CaseIterable, Hashable, Sendable, Codable {
  case eventID = "event_id"
  case sessionID = "session_id"
  case sourceSet = "source_set"
  case audioPath = "audio_path"
  case onset = "onset_time"
  case context = "context_ms"
  case duration = "duration_seconds"
  case components
  case techniques
  case isSynthetic = "is_synthetic"
  case mixContext = "mix_context"
  case bleedLevel = "bleed_level"
  case loudness
  case drummerID = "drummer_id"
  case negativeExample = "negative_example"
  // No code reads it, but it is carried on request.
  case sampleID = "sample_id"
  case tempo = "tempo_bpm"
  case meter
  case offset = "offset_time"
  case metadataReference = "metadata_ref"
}
