package import Dataset

/// A distinct recording that something is to be said about.
package struct SourceRow: Hashable, Sendable {
  package let source: SourceKey
  package let location: SourceLocation
  /// All of them, with a label or without.
  package internal(set) var events = 0
  /// The first event of the recording.
  package let first: Example
  /// Of the events with a label, the window that ends last.
  var lastWindow: Window?
}

/// Distinct recordings in the order in which the manifest names them.
///
/// Memory: a row a distinct recording, not an event. Those that were found are kept only where they
/// are to be opened.
struct SourceRows {
  private let keepsFound: Bool
  private var numbers: [SourceKey: Int] = [:]
  private(set) var rows: [SourceRow] = []
  /// How often the recording changes from one event to the next, the first one counted; events whose
  /// recording was not found do not count.
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
  /// Where the window ends, in seconds.
  fileprivate var end: Double { start + duration }
}
