/// A shard's part of an event: the clips that it renders and counts.
package struct EventShare: Hashable, Sendable, Codable {
  /// The event as in the manifest, but only with the labels whose clips are its own, in manifest order.
  package var event: Event
  /// For each label the JSON of its carried fields, nil for null; empty if none are carried.
  package var carried: [[Text?]] = []
  /// Clips of this event that belong to an earlier one.
  package var duplicates: Int
  /// Values of the event's line that were present but unusable, at most `EventParser.invalidFieldsLimit`.
  package var invalidValues = 0
  /// Clips of this event whose names differ from an earlier clip's in case only.
  package var caseTwins = 0
  /// True if the event also has clips from an earlier plan, and was counted there.
  package var continues = false
  /// In a repair: the labels whose clip was lost, counted from 0.
  package var healing: [Int] = []

  /// The share of `event` whose own labels are `labels`; details of reading its line are not kept.
  package init(event: Event, labels: [Text], duplicates: Int) {
    self.event = event
    self.event.labels = labels
    self.event.invalidFields = []
    invalidValues = event.invalidFields.count
    self.duplicates = duplicates
  }
}
