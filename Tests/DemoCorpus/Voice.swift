import Glibc

/// The sound of one drum: sines that fall in pitch, partials of metal, and filtered noise, each
/// with its own decay.
struct Voice {
  /// Start and end of the falling pitch, Hz; nil if the drum has no body.
  var body: (from: Double, to: Double)?
  /// Time constant of the body, s.
  var bodyDecay = 0.1
  /// Inharmonic partials, Hz.
  var partials: [Double] = []
  var partialDecay = 0.3
  /// Share of noise, and its time constant, s.
  var noise = 0.0
  var noiseDecay = 0.05
  /// The part of the noise below the treble that is removed, 0 to 1.
  var brightness = 0.5
  /// Length, s.
  var length = 0.5

  init(_ drum: Drum) {
    switch drum {
    case .kick: self = .skin(from: 130, to: 46, decay: 0.16, noise: 0.12)
    case .snare: self = .skin(from: 230, to: 178, decay: 0.09, noise: 0.7)
    case .snareRimshot: self = .skin(from: 410, to: 240, decay: 0.08, noise: 0.9)
    case .snareCrossStick: self = .metal([880, 1_730], decay: 0.02, noise: 0.25, length: 0.15)
    case .tomHigh: self = .skin(from: 260, to: 196, decay: 0.2, noise: 0.08)
    case .tomMid: self = .skin(from: 190, to: 140, decay: 0.24, noise: 0.08)
    case .tomLow: self = .skin(from: 130, to: 88, decay: 0.3, noise: 0.08)
    case .hihatClosed: self = .metal([3_170, 4_410, 6_230], decay: 0.02, noise: 0.8, length: 0.12)
    case .hihatPedal: self = .metal([2_910, 4_030], decay: 0.03, noise: 0.5, length: 0.12)
    case .hihatOpen: self = .metal([3_170, 4_410, 6_230], decay: 0.22, noise: 0.8, length: 0.7)
    case .rideBow: self = .metal([2_230, 3_310, 5_170], decay: 0.4, noise: 0.25, length: 1)
    case .rideBell: self = .metal([1_070, 1_610, 2_690], decay: 0.5, noise: 0.1, length: 1)
    case .crash: self = .metal([1_310, 2_470, 3_930, 6_110], decay: 0.6, noise: 0.9, length: 1.4)
    case .china: self = .metal([930, 1_790, 2_830], decay: 0.35, noise: 1, length: 1)
    case .splash: self = .metal([2_050, 3_470, 5_510], decay: 0.18, noise: 0.8, length: 0.6)
    case .cowbell: self = .metal([540, 800], decay: 0.09, noise: 0.02, length: 0.3)
    case .clap: self = .metal([], decay: 0.1, noise: 1, length: 0.3)
    }
  }

  private init() {}

  private static func skin(from: Double, to: Double, decay: Double, noise: Double) -> Voice {
    var voice = Voice()
    voice.body = (from, to)
    voice.bodyDecay = decay
    voice.noise = noise
    voice.noiseDecay = noise > 0.5 ? 0.08 : 0.008
    voice.brightness = 0.4
    voice.length = decay * 4
    return voice
  }

  private static func metal(
    _ partials: [Double], decay: Double, noise: Double, length: Double
  ) -> Voice {
    var voice = Voice()
    voice.partials = partials
    voice.partialDecay = decay
    voice.noise = noise
    voice.noiseDecay = decay
    voice.brightness = 0.95
    voice.length = length
    return voice
  }

  /// One stroke at `rate` (Hz), its highest peak at 1.
  func stroke(rate: Int, generator: inout SeededGenerator) -> [Float] {
    var samples = [Float](repeating: 0, count: Int(length * Double(rate)))
    addBody(to: &samples, rate: Double(rate))
    addPartials(to: &samples, rate: Double(rate), generator: &generator)
    addNoise(to: &samples, rate: Double(rate), generator: &generator)
    fadeOut(&samples)
    let peak = samples.reduce(0) { max($0, abs($1)) }
    return peak > 0 ? samples.map { $0 / peak } : samples
  }

  private func addBody(to samples: inout [Float], rate: Double) {
    guard let body else { return }
    var phase = 0.0
    for index in samples.indices {
      let time = Double(index) / rate
      let pitch = body.to + (body.from - body.to) * exp(-time / (bodyDecay / 4))
      phase += 2 * Double.pi * pitch / rate
      samples[index] += Float(sin(phase) * exp(-time / bodyDecay))
    }
  }

  private func addPartials(
    to samples: inout [Float], rate: Double, generator: inout SeededGenerator
  ) {
    for partial in partials {
      let step = 2 * Double.pi * partial * generator.between(0.98, 1.02) / rate
      for index in samples.indices {
        let envelope = exp(-Double(index) / rate / partialDecay)
        samples[index] += Float(sin(step * Double(index)) * envelope * 0.35)
      }
    }
  }

  private func addNoise(to samples: inout [Float], rate: Double, generator: inout SeededGenerator) {
    guard noise > 0 else { return }
    var low: Float = 0
    for index in samples.indices {
      let white = generator.noise()
      low += 0.25 * (white - low)
      let envelope = Float(noise * exp(-Double(index) / rate / noiseDecay))
      samples[index] += (white - Float(brightness) * low) * envelope
    }
  }

  /// Ends in silence, so that a stroke does not click at its cut.
  private func fadeOut(_ samples: inout [Float]) {
    let fade = min(samples.count, 400)
    for step in 0..<fade {
      samples[samples.count - 1 - step] *= Float(step) / Float(fade)
    }
  }
}
