package import Dataset
package import Files
import JSON

/// `state.json`: a bundle, and the folder outside it that holds its run state.
///
/// The same document lies in both, and they belong together where the `id` is the same: no path alone leads from one
/// bundle to the run state of another.
package struct StateReference: Hashable, Sendable, Codable {
  package let id: RunID
  /// Absolute path of the bundle.
  package let bundle: String
  /// Absolute path of the folder.
  package let state: String

  package init(id: RunID, bundle: BundleLayout) {
    self.id = id
    self.bundle = bundle.root
    state = bundle.state
  }

  private static let sizeLimit = 1 << 16

  /// Reads one; nil if there is none, and another content is a `damaged` error.
  package static func read(_ path: String) throws(StorageError) -> StateReference? {
    do throws(StorageError) {
      return try JSONFile.read(StateReference.self, at: path, limit: sizeLimit)
    } catch {
      guard error.kind == .notThere else { throw error }
      return nil
    }
  }
}
