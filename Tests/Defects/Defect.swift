/// A bug that is planted in a copy of the scheduler and its simulation, to show that the simulation
/// finds it.
struct Defect: Sendable {
  /// The name for `scripts/simulate --defect`.
  let name: String
  /// The seeds within which it must be found: half as many again as it takes.
  let seeds: Int
  let changes: [Change]

  /// A text that occurs exactly once in all sources, and its replacement in the copy.
  struct Change: Sendable {
    let sound: String
    /// `isPlanted` in it is true if the defect is chosen.
    let faulty: String
  }

  init(_ name: String, seeds: Int, _ changes: Change...) {
    self.name = name
    self.seeds = seeds
    self.changes = changes
  }
}

extension Defect.Change {
  /// Another text instead of the sound one.
  static func instead(of sound: String, _ faulty: String) -> Self {
    Self(sound: sound, faulty: faulty)
  }

  /// A line more before the sound text.
  static func before(_ sound: String, _ faulty: String) -> Self {
    Self(sound: sound, faulty: faulty + "\n" + sound)
  }

  /// A line more after the sound text.
  static func after(_ sound: String, _ faulty: String) -> Self {
    Self(sound: sound, faulty: sound + "\n" + faulty)
  }
}
