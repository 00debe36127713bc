package import Dataset
package import Files
import JSON

/// Fields that every clip needs, or that `--field` reads, and that no event of a manifest has: usually it belongs to
/// another tool.
package struct FieldLack: Hashable, Sendable, CustomStringConvertible {
  /// In the manifest's words; empty if each is in some event.
  package private(set) var fields: [String] = []
  /// Mappings whose key is in no event.
  private var unmet: [FieldMapping]
  private var keys: [Text] = []

  /// The fields that a clip needs.
  package static let needed: [KeyNames.Meaning] = [.audioPath, .onset, .label]
  private static let keysNamed = 20

  /// True if each field is in some event.
  package var isEmpty: Bool { fields.isEmpty && unmet.isEmpty }

  /// Reads the manifest until each field has been met, to its end if one is never met.
  package init(
    in manifest: String, needed: [KeyNames.Meaning] = needed, mappings: [FieldMapping] = []
  ) throws(ManifestError) {
    var missing = needed
    unmet = mappings
    var known: Set<Text> = []
    var reader = try ManifestReader(manifest: manifest)
    var parser = JSONParser()
    while !missing.isEmpty || !unmet.isEmpty, let line = try reader.next() {
      guard let content = line.content,
        let root = try? parser.parse(content, numbers: .lenient)
      else { continue }
      unmet.removeAll { root.value(of: $0)?.isNull == false }
      for field in root.fields {
        missing.removeAll { field.key.elementsEqual($0.name.utf8) && !field.value.isNull }
        guard keys.count < Self.keysNamed else { continue }
        let key = Text(validated: field.key)
        if known.insert(key).inserted { keys.append(key) }
      }
    }
    fields = missing.map(\.name)
  }

  /// "no event has onset_time; found: id, start (--field onset_time=start)".
  package var description: String {
    let known = Set(KeyNames.Meaning.allCases.map { Text($0.name) })
    let nearest = KeyNames.nearest(in: keys, except: known)
    let filling = fields.compactMap { field in
      KeyNames.Meaning(name: field).flatMap { meaning in nearest[meaning].map { (meaning, $0) } }
    }
    var help = filling.filter { !KeyNames.isScaled($0, $1) }.map { meaning, key in
      "\(ExportOption.field.flag) \(meaning.name)=\(ShellWord.of(key.string))"
    }
    if let (_, key) = filling.first(where: { KeyNames.isScaled($0, $1) }) {
      help.append("clipmill import makes seconds from \(ShellWord.of(key.string))")
    }
    let mapped = unmet.map { "\($0.key), which \(ExportOption.field.flag) \($0) reads" }
    return "no event has \((fields + mapped).joined(separator: ", "));"
      + " found: \(keys.map(\.string).joined(separator: ", "))"
      + (help.isEmpty ? "" : " (\(help.joined(separator: " ")))")
  }
}
