package import Dataset
package import Files
import JSON

/// Reads a taxonomy: the labels in their order, and aliases.
///
/// It takes a JSON array of labels, or an object with such an array as `labels` or `classes`. A label is a string, or
/// an object with `label` and, if it has any, `aliases`. The outer object may have `aliases` too: an object from
/// alias to label. Other fields are ignored.
package enum TaxonomyFile {
  /// Bytes.
  static let sizeLimit = 64 << 20

  /// Reads the taxonomy at `path`; throws a `damaged` error for one of another form, or without a label.
  package static func read(_ path: String) throws(StorageError) -> Taxonomy {
    let bytes = try FileSystem.read(path, limit: sizeLimit)
    var parser = JSONParser()
    let taxonomy: Taxonomy
    do {
      taxonomy = try parser.parse(bytes.isEmpty ? [0x20] : bytes, self.taxonomy)
    } catch {
      throw StorageError(damaged: path, "no taxonomy: \(error)")
    }
    if taxonomy.labels.isEmpty { throw StorageError(damaged: path, "a taxonomy without a label") }
    return taxonomy
  }

  private static func taxonomy(_ root: JSONValue) throws(JSONError) -> Taxonomy {
    var taxonomy = Taxonomy()
    if root.isArray {
      try add(root.elements, to: &taxonomy)
      return taxonomy
    }
    for name in ["labels", "classes"] where root[name] != nil {
      try add(try root.array(name), to: &taxonomy)
    }
    guard root["aliases"] != nil else { return taxonomy }
    for field in try root.object("aliases").fields {
      guard let label = field.value.text else {
        throw .mismatched(field: "aliases", expected: "labels alone as values")
      }
      taxonomy.add(alias: Text(validated: field.key), for: label)
    }
    return taxonomy
  }

  private static func add(
    _ classes: JSONElements, to taxonomy: inout Taxonomy
  ) throws(JSONError) {
    var others: [(alias: Text, label: Text)] = []
    for element in classes {
      guard let label = element.text ?? element["label"]?.text else {
        throw .mismatched(field: "label", expected: "a string")
      }
      taxonomy.add(label)
      guard element.isObject, element["aliases"] != nil else { continue }
      for alias in try element.array("aliases") {
        guard let alias = alias.text else {
          throw .mismatched(field: "aliases", expected: "strings alone")
        }
        others.append((alias, label))
      }
    }
    for other in others { taxonomy.add(alias: other.alias, for: other.label) }
  }
}
