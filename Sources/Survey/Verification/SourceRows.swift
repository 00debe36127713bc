package import Dataset

/// A distinct recording in the report.
package struct SourceRow: Hashable, Sendable {
  package let source: SourceKey
  package let location: SourceLocation
  /// All its events, with a label or without.
  package internal(set) var events = 0
  /// The first event of the recording.
  package let first: Example
  /// Of its events with a label, the window that ends last.
  var lastWindow: Window?
}

/// Distinct recordings in the order in which the manifest names them.
///
/// Memory: a row for each distinct recording, not for each event. Found recordings are kept only if they are to be
/// opened.
struct SourceRows {
  private let keepsFound: Bool
  private var numbers: [SourceKey: Int] = [:]
  private(set) var rows: [SourceRow] = []
  /// Number of changes of the recording from one event to the next, counting the first; events whose recording was
  /// not found do not count.
  private(set) var changes = 0
  private var last: SourceKey?

  init(keepsFound: Bool) { self.keepsFound = keepsFound }

  mutating func note(_ event: Event, line: Int, location: SourceLocation) {
    let source = event.source
    let isFound = location.skipReason == nil
    if isFound, source != last {
      changes += 1
      last = source
    }
    guard keepsFound || !isFound else { return }
    let number = numbers[source] ?? add(event, line: line, location: location)
    rows[number].events += 1
    guard !event.labels.isEmpty, event.hasOnset else { return }
    let window = event.window
    if rows[number].lastWindow.map({ window.end > $0.end }) ?? true {
      rows[number].lastWindow = window
    }
  }

  private mutating func add(_ event: Event, line: Int, location: SourceLocation) -> Int {
    let reason = location.skipReason.map { Text($0.rawValue) } ?? ""
    rows.append(
      SourceRow(
        source: event.source, location: location,
        first: Example(event, line: line, detail: reason)))
    numbers[event.source] = rows.count - 1
    return rows.count - 1
  }
}

extension Window {
  /// The end of the window, in seconds.
  fileprivate var end: Double { start + duration }
}
