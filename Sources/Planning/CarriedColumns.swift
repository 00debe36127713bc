import Bundle
import Dataset
import Manifest

extension [CarriedColumn] {
  /// Widens the columns for the values of all labelled components of an event.
  ///
  /// It does not matter whether they will have a clip: neither audio nor duplicates decide a type.
  mutating func widen(for fields: CarriedFields) {
    if isEmpty { return }
    for label in fields.ofLabels.indices { widen(for: fields.ofLabel(label)) }
  }
}
