/// First in, first out, without moving what waits.
struct Fifo<Element: Sendable>: Sendable {
  private var items: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == items.count }
  var count: Int { items.count - head }
  var first: Element? { isEmpty ? nil : items[head] }

  mutating func append(_ item: Element) { items.append(item) }

  mutating func popFirst() -> Element? {
    guard head < items.count else { return nil }
    defer {
      head += 1
      if head > 1024, 2 * head > items.count {
        items.removeFirst(head)
        head = 0
      }
    }
    return items[head]
  }
}
