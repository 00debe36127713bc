/// A bar that shows how far something is.
package enum Bar {
  /// As wide as the screen allows, with the percentage at its end.
  package static func text(_ done: Int, of total: Int, percent: Int, columns: Int) -> String {
    let width = max(min(columns - 8, 60), 10)
    let filled = total <= 0 ? 0 : min(width * done / total, width)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
      + " \(percent)%"
  }
}
