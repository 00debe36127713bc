/// What of an event is a shard's: the clips that it renders and counts.
package struct EventShare: Hashable, Sendable, Codable {
  /// The event as the manifest has it, with those labels alone whose clips are its own, in manifest
  /// order.
  package var event: Event
  /// For each label the JSON of the fields it carries, nil for null; empty where none are carried.
  package var carried: [[Text?]] = []
  /// Clips of this event that belong to an earlier one.
  package var duplicates: Int
  /// Values of the event's line that were there but of no use, at most `EventParser.invalidFieldsLimit`.
  package var invalidValues = 0
  /// Clips of this event whose names differ from an earlier clip's in case only.
  package var caseTwins = 0
  /// Whether the event has clips by an earlier plan too, and was counted there.
  package var continues = false
  /// In a repair: the labels that had lost their clip, counted from 0.
  package var healing: [Int] = []

  /// The share of `event` whose own labels are `labels`; how its line was read is not kept.
  package init(event: Event, labels: [Text], duplicates: Int) {
    self.event = event
    self.event.labels = labels
    self.event.invalidFields = []
    invalidValues = event.invalidFields.count
    self.duplicates = duplicates
  }
}
