package import Dataset

/// Receives the findings of the planning pass, line by line and in manifest order.
///
/// An export needs none; it costs one call a line if there is a receiver.
package protocol PlanFindings: AnyObject {
  /// An event within the limit: the number of its line (from 1, blank lines counted), the place of its recording, and
  /// its labels whose clip belongs to an earlier event or label.
  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text])

  /// A line within the limit that is not a usable event.
  func note(_ malformed: MalformedLine)
}
