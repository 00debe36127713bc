import Dataset
import Files
import JSON

/// The data sets whose integrity is checked, from a JSON file.
///
/// `{"datasets": [{"name", "roots": […], "checksum_manifest"}]}`. Paths are relative to the working directory; a data
/// set without `checksum_manifest` has none to verify.
package struct IntegrityConfig: Hashable, Sendable {
  /// One data set.
  package struct Entry: Hashable, Sendable {
    package let name: String
    /// As written, at least one.
    package let roots: [String]
    /// As written.
    package let checksumManifest: String?
  }

  package let datasets: [Entry]

  /// A configuration that is missing, unreadable, or not one.
  package struct Fault: Error, Hashable, CustomStringConvertible {
    package let description: String
  }

  /// Bytes.
  private static let sizeLimit = 16 << 20
  private static let fields: [Text] = ["name", "roots", "checksum_manifest"]

  /// Reads a configuration; the error names the data set and its fault.
  package static func read(_ path: String) throws(Fault) -> IntegrityConfig {
    do {
      let bytes = try FileSystem.read(FileSystem.absolute(path), limit: sizeLimit)
      var parser = JSONParser()
      return try parser.parse(bytes.isEmpty ? [0x20] : bytes) { root in
        IntegrityConfig(datasets: try entries(of: root))
      }
    } catch let fault as Fault {
      throw Fault(description: "the configuration \(path) cannot be used: \(fault.description)")
    } catch let error as StorageError {
      throw Fault(description: "no configuration: \(error)")
    } catch {
      throw Fault(description: "the configuration \(path) cannot be used: \(error)")
    }
  }

  private static func entries(of root: JSONValue) throws -> [Entry] {
    guard root.isObject, root["datasets"] != nil else {
      throw Fault(description: "it is not an object with \"datasets\"")
    }
    var entries: [Entry] = []
    for value in try root.array("datasets") {
      let entry = try entry(value, number: entries.count + 1)
      if entries.contains(where: { $0.name.utf8.elementsEqual(entry.name.utf8) }) {
        throw Fault(description: "two data sets are called \(entry.name)")
      }
      entries.append(entry)
    }
    if entries.isEmpty { throw Fault(description: "it names no data set") }
    return entries
  }

  private static func entry(_ value: JSONValue, number: Int) throws -> Entry {
    let name = try? value.string("name")
    let which = name.map { "data set \($0)" } ?? "data set \(number)"
    do {
      guard value.isObject, let name, !name.isEmpty else {
        throw Fault(description: "it has no name")
      }
      try checkFields(of: value)
      let roots = try value.array("roots").map { element in
        try path(element.string, of: "roots")
      }
      if roots.isEmpty { throw Fault(description: "it has no root") }
      let manifest = try value.optionalText("checksum_manifest")
      return Entry(
        name: name, roots: roots,
        checksumManifest: try manifest.map { try path($0.string, of: "checksum_manifest") })
    } catch {
      throw Fault(description: "\(which): \(error)")
    }
  }

  private static func path(_ text: String?, of field: String) throws(Fault) -> String {
    guard let text, !text.isEmpty, !text.utf8.contains(0) else {
      throw Fault(description: "the field \"\(field)\" holds something other than a path")
    }
    return text
  }

  /// A misspelt field would leave a data set unchecked; other unknown fields are notes.
  private static func checkFields(of value: JSONValue) throws(Fault) {
    for field in value.fields {
      let name = Text(validated: field.key)
      if !fields.contains(name), let meant = name.nearest(among: fields) {
        throw Fault(description: "no field is called \(name) (did you mean \(meant)?)")
      }
    }
  }
}
