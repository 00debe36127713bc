package import Dataset

/// Who is told what the planning pass finds, line by line and in manifest order.
///
/// An export needs none; what it costs is one call a line where there is one.
package protocol PlanFindings: AnyObject {
  /// An event within the limit: the number of its line (from 1, blank lines counted), where its
  /// recording was found, and those of its labels whose clip belongs to an earlier event or label.
  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text])

  /// A line within the limit that is not a usable event.
  func note(_ malformed: MalformedLine)
}
