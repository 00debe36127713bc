/// What a resume does with events of the bundle that the manifest no longer has; without a choice it
/// is refused.
package enum RemovedEvents: String, CaseIterable, Hashable, Sendable {
  /// Their clips and rows stay.
  case keep
  /// Their clips and rows go.
  case drop
}
