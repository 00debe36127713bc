import Scheduling

/// The numbers that one mutation is drawn from: the same for the same seed and number, whatever was drawn
/// for others.
struct Draw {
  private var generator: SeededGenerator

  init(seed: UInt64, number: Int) {
    var mixed = SeededGenerator(seed: seed)
    generator = SeededGenerator(seed: mixed.next() ^ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
  }

  mutating func below(_ bound: Int) -> Int { generator.below(bound) }

  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: generator.next()) }

  /// One of the elements, of which there is at least one.
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
