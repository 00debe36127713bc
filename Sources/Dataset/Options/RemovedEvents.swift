/// The fate of events of the bundle that the manifest no longer has, on a resume; without a choice the resume is
/// refused.
package enum RemovedEvents: String, CaseIterable, Hashable, Sendable {
  /// Their clips and rows stay.
  case keep
  /// Their clips and rows are removed.
  case drop
}
