package import Dataset
import Files
package import JSON

/// `components.json`: the classes, in the order of their numbers; a reader takes the fields that exist.
package struct ComponentsDocument: Codable, Sendable {
  /// The same names under both keys.
  package let components, classNames: [Text]?
  package let numClasses: Int?
  package let componentIndex: OrderedFields<Int>?
  /// Clips of each class.
  package let counts: OrderedFields<Int>?

  /// The document for these classes and the number of clips of each, in the order of their numbers.
  package init(classes: [Text], counts: [Int]) {
    components = classes
    classNames = classes
    numClasses = classes.count
    componentIndex = OrderedFields(classes.enumerated().map { ($1, $0) })
    self.counts = OrderedFields(zip(classes, counts))
  }

  /// Reads a document; fields of another kind are nil.
  ///
  /// Throws a `StorageError` if there is nothing to read, a `JSONError` if it is not an object.
  package static func read(_ path: String) throws -> ComponentsDocument {
    try JSONFile.decode(
      ComponentsDocument.self, from: try FileSystem.read(path, limit: 1 << 28), as: .document,
      tolerant: true)
  }
}
