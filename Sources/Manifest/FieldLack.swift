import Dataset
package import Files
import JSON

/// Fields that every clip needs and no event of a manifest has: it is some other tool's, mostly.
package struct FieldLack: Hashable, Sendable, CustomStringConvertible {
  /// In the manifest's words; none where some event has each.
  package private(set) var fields: [String] = []
  private var keys: [Text] = []

  /// What a clip needs.
  package static let needed: [KeyNames.Meaning] = [.audioPath, .onset, .label]
  private static let keysNamed = 20

  /// Reads the manifest until each field has been met, to its end where one is not.
  package init(in manifest: String, needed: [KeyNames.Meaning] = needed) throws(ManifestError) {
    var missing = needed
    var known: Set<Text> = []
    var reader = try ManifestReader(manifest: manifest)
    var parser = JSONParser()
    while !missing.isEmpty, let line = try reader.next() {
      guard let content = line.content,
        let root = try? parser.parse(content, numbers: .lenient)
      else { continue }
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
    let nearest = KeyNames.nearest(in: keys)
    let flags = fields.compactMap { field in
      KeyNames.Meaning(name: field).flatMap { nearest[$0] }.map {
        "\(ExportOption.field.flag) \(field)=\(ShellWord.of($0.string))"
      }
    }
    let help = flags.isEmpty ? "" : " (\(flags.joined(separator: " ")))"
    return "no event has \(fields.joined(separator: ", "));"
      + " found: \(keys.map(\.string).joined(separator: ", "))\(help)"
  }
}
