/// A count of elements, and the first of them.
package struct Capped<Element> {
  package private(set) var count = 0
  package private(set) var first: [Element] = []
  private let limit: Int

  /// Keeps at most `limit` elements.
  package init(keeping limit: Int) { self.limit = limit }

  /// Counts an element, and keeps it if it is one of the first; only then it is made.
  package mutating func add(_ element: @autoclosure () -> Element) {
    count += 1
    if first.count < limit { first.append(element()) }
  }
}

extension Capped: Equatable where Element: Equatable {}
extension Capped: Hashable where Element: Hashable {}
extension Capped: Sendable where Element: Sendable {}
