/// Lines that are not usable events: their number, the first of them, and every reason once.
package struct MalformedLines: Hashable, Sendable, CustomStringConvertible {
  package private(set) var count = 0
  package private(set) var first: [MalformedLine] = []
  private var reasons: [Reason] = []
  private let limit: Int

  private struct Reason: Hashable, Sendable {
    let first: MalformedLine
    /// Numbers of the kept lines.
    var numbers: [Int] = []
    var count = 0
  }

  /// Keeps at most `limit` lines, and as many reasons.
  package init(keeping limit: Int) { self.limit = limit }

  /// Counts a line, and keeps it if it is one of the first.
  package mutating func add(_ line: MalformedLine) {
    count += 1
    let isKept = first.count < limit
    if isKept { first.append(line) }
    var place = reasons.firstIndex { $0.first.reason.utf8.elementsEqual(line.reason.utf8) }
    if place == nil, reasons.count < limit {
      place = reasons.count
      reasons.append(Reason(first: line))
    }
    guard let place else { return }
    reasons[place].count += 1
    if isKept { reasons[place].numbers.append(line.number) }
  }

  /// Each reason once: "line 3 (byte 80): not a JSON object", or for a repeated one "lines 3, 5 and 20 more (from
  /// byte 80): not a JSON object".
  package var description: String {
    let rest = count - reasons.reduce(0) { $0 + $1.count }
    return reasons.map(words).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }

  private func words(_ reason: Reason) -> String {
    guard reason.count > 1 else { return reason.first.description }
    let numbers = reason.numbers.isEmpty ? [reason.first.number] : reason.numbers
    let rest = reason.count - numbers.count
    let last = rest > 0 ? "\(rest) more" : "\(numbers[numbers.count - 1])"
    let listed = (rest > 0 ? numbers[...] : numbers.dropLast()).map(String.init)
    return "lines \(listed.joined(separator: ", ")) and \(last)"
      + " (from byte \(reason.first.byteOffset)): \(reason.first.reason)"
  }
}
