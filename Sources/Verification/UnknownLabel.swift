package import Dataset

/// A label of the manifest that the taxonomy does not have.
package struct UnknownLabel: Hashable, Sendable {
  package let label: Text
  /// Labelled components.
  package let count: Int
  /// The known label that is most like it, or whose alias is; nil where none is near.
  package let suggestion: Text?
}
