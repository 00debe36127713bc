/// The sound at one moment of a recording.
struct Hit {
  struct Stroke {
    let drum: Drum
    /// 0 to 1.
    let velocity: Double
  }

  /// Seconds from the start of the recording, on a grid of one microsecond.
  let onset: Double
  let strokes: [Stroke]
}

/// A drum part: bars of sixteenths with fills, ghost notes and human timing.
struct Groove {
  let tempo: Double
  let meter: String
  private let steps: Int
  private let kick: Set<Int>
  private let cymbal: Drum
  private var generator: SeededGenerator

  init(generator seed: SeededGenerator) {
    generator = seed
    tempo = (generator.between(92, 168) * 1000).rounded() / 1000
    (meter, steps) = generator.pick([("4/4", 16), ("4/4", 16), ("3/4", 12), ("7/8", 14)])
    var pattern: Set<Int> = [0]
    for _ in 0..<3 { pattern.insert(generator.below(steps)) }
    kick = pattern
    cymbal = generator.pick([.hihatClosed, .hihatClosed, .rideBow])
  }

  /// The first `count` moments of the part.
  mutating func hits(_ count: Int) -> [Hit] {
    var hits: [Hit] = []
    var position = 0
    while hits.count < count {
      let strokes = strokes(bar: position / steps, step: position % steps)
      if !strokes.isEmpty { hits.append(Hit(onset: onset(at: position), strokes: strokes)) }
      position += 1
    }
    return hits
  }

  private mutating func onset(at position: Int) -> Double {
    let sixteenth = 60 / tempo / 4
    let human = generator.between(-0.006, 0.006)
    return ((0.4 + Double(position) * sixteenth + human) * 1e6).rounded() / 1e6
  }

  private mutating func strokes(bar: Int, step: Int) -> [Hit.Stroke] {
    let isFill = bar % 8 == 7 && step >= steps / 2
    return isFill ? fill() : beat(bar: bar, step: step)
  }

  private mutating func fill() -> [Hit.Stroke] {
    var strokes: [Hit.Stroke] = []
    if generator.chance(0.85) {
      strokes.append(stroke(generator.pick([.tomHigh, .tomMid, .tomLow, .snare]), around: 0.8))
    }
    if generator.chance(0.3) { strokes.append(stroke(.kick, around: 0.75)) }
    return strokes
  }

  private mutating func beat(bar: Int, step: Int) -> [Hit.Stroke] {
    var strokes: [Hit.Stroke] = []
    if kick.contains(step) { strokes.append(stroke(.kick, around: 0.8)) }
    if step % 8 == 4 {
      let drum: Drum = generator.pick([.snare, .snare, .snare, .snareRimshot, .snareCrossStick])
      strokes.append(stroke(drum, around: 0.82))
    } else if generator.chance(0.1) {
      strokes.append(stroke(.snare, around: 0.2))
    }
    if step % 2 == 0 || generator.chance(0.4) {
      strokes.append(stroke(cymbalVariant(), around: step % 4 == 0 ? 0.7 : 0.5))
    }
    if step == 0 && bar % 8 == 0 {
      strokes.append(stroke(generator.pick([.crash, .crash, .china, .splash]), around: 0.9))
    }
    if generator.chance(0.02) {
      strokes.append(stroke(generator.pick([.hihatPedal, .cowbell, .clap]), around: 0.5))
    }
    return strokes
  }

  private mutating func cymbalVariant() -> Drum {
    guard generator.chance(0.1) else { return cymbal }
    return cymbal == .rideBow ? .rideBell : .hihatOpen
  }

  private mutating func stroke(_ drum: Drum, around velocity: Double) -> Hit.Stroke {
    let played = min(max(velocity + generator.between(-0.15, 0.15), 0.02), 1)
    return Hit.Stroke(drum: drum, velocity: (played * 10_000).rounded() / 10_000)
  }
}
