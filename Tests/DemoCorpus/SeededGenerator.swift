/// SplitMix64: the same numbers from the same seed on every machine and in every release of Swift.
struct SeededGenerator {
  private var state: UInt64

  /// Streams of different names are independent of each other, so that one recording can change
  /// without moving all those after it.
  init(seed: UInt64, stream: String) {
    // FNV-1a: Swift's own hashes differ from run to run.
    state = stream.utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in 0 ..< 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A sample of white noise in -1 ..< 1.
  mutating func noise() -> Float { Float(unit() * 2 - 1) }

  mutating func between(_ low: Double, _ high: Double) -> Double { low + unit() * (high - low) }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
