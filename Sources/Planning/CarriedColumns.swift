import Bundle
import Dataset
import Manifest

extension [CarriedColumn] {
  /// Columns for the values of all labelled components of an event.
  ///
  /// Whether they will have a clip does not matter: neither audio nor duplicates decide a type.
  mutating func widen(for fields: CarriedFields) {
    if isEmpty { return }
    for label in fields.ofLabels.indices { widen(for: fields.ofLabel(label)) }
  }
}
