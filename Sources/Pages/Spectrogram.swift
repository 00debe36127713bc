import Glibc

/// The strength of each frequency band at each time of a clip, and its picture.
struct Spectrogram {
  /// From the highest band to the lowest, each with a level a column.
  private let levels: [[UInt8]]

  /// Pixels; the width is a multiple of 4, as bitmap rows require.
  static let (columns, rows) = (120, 40)
  /// Frames that are analysed together.
  private static let size = 512
  /// Hz of the lowest and the highest band, or half the rate if that is less.
  private static let (lowest, highest) = (60.0, 16_000.0)
  /// Decibels below a sine of full scale that are still drawn.
  private static let depth = 90.0
  private static let colours = 64

  /// Analyses mono samples at `sampleRate` (Hz).
  init(_ samples: [Float], sampleRate: Int) {
    let bands = Self.bands(sampleRate)
    let window = (0..<Self.size).map {
      0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(Self.size))
    }
    var levels = [[UInt8]](
      repeating: [UInt8](repeating: 0, count: Self.columns), count: Self.rows)
    for column in 0..<Self.columns {
      let middle = samples.count * (2 * column + 1) / (2 * Self.columns)
      let first = middle - Self.size / 2
      let part = (0..<Self.size).map { place in
        let frame = first + place
        let sample = samples.indices.contains(frame) ? Double(samples[frame]) : 0
        return (sample.isFinite ? sample : 0) * window[place]
      }
      let power = Self.power(of: part)
      for (row, band) in bands.enumerated() {
        levels[Self.rows - 1 - row][column] = Self.level(power[band].max() ?? 0)
      }
    }
    self.levels = levels
  }

  /// The bins of each band, the lowest first; bands are equal steps of pitch.
  private static func bands(_ sampleRate: Int) -> [ClosedRange<Int>] {
    let top = min(highest, Double(sampleRate) / 2)
    let width = Double(sampleRate) / Double(size)
    return (0..<rows).map { row in
      let low = lowest * pow(top / lowest, Double(row) / Double(rows))
      let high = lowest * pow(top / lowest, Double(row + 1) / Double(rows))
      let first = min(max(Int((low / width).rounded()), 1), size / 2 - 1)
      return first...min(max(Int((high / width).rounded()) - 1, first), size / 2 - 1)
    }
  }

  /// 0 for silence, the last colour for a sine of full scale.
  private static func level(_ power: Double) -> UInt8 {
    let full = Double(size) / 4
    let decibels = 10 * log10(max(power / (full * full), 1e-30))
    let share = min(max(1 + decibels / depth, 0), 1)
    return UInt8((share * Double(colours - 1)).rounded())
  }

  /// |X|² of the bins below half the rate, by the fast Fourier transform of Cooley and Tukey.
  static func power(of samples: [Double]) -> [Double] {
    let count = samples.count
    var (real, imaginary) = (samples, [Double](repeating: 0, count: count))
    var target = 0
    for place in 1..<count {
      var bit = count / 2
      while target & bit != 0 {
        target ^= bit
        bit /= 2
      }
      target ^= bit
      if place < target { real.swapAt(place, target) }
    }
    var half = 1
    while half < count {
      for offset in 0..<half {
        let angle = -Double.pi * Double(offset) / Double(half)
        let (cosine, sine) = (cos(angle), sin(angle))
        for one in stride(from: offset, to: count, by: 2 * half) {
          let two = one + half
          let re = real[two] * cosine - imaginary[two] * sine
          let im = real[two] * sine + imaginary[two] * cosine
          (real[two], imaginary[two]) = (real[one] - re, imaginary[one] - im)
          (real[one], imaginary[one]) = (real[one] + re, imaginary[one] + im)
        }
      }
      half *= 2
    }
    return (0..<count / 2).map { real[$0] * real[$0] + imaginary[$0] * imaginary[$0] }
  }

  // MARK: Picture

  /// Blue, green and red from silence to full scale, at equal distances.
  private static let stops: [(Double, Double, Double)] = [
    (28, 16, 12), (104, 31, 59), (110, 55, 148), (78, 92, 214), (72, 155, 244), (190, 236, 252),
  ]

  /// A bitmap file of one byte a pixel, which every browser draws.
  var bitmap: [UInt8] {
    let pixels = levels.reversed().flatMap { $0 }
    let start = 14 + 40 + 4 * Self.colours
    var file: [UInt8] = Array("BM".utf8)
    func add(_ number: Int, bytes: Int) {
      for byte in 0..<bytes { file.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }
    for number in [start + pixels.count, 0, start, 40, Self.columns, Self.rows] {
      add(number, bytes: 4)
    }
    add(1, bytes: 2)
    add(8, bytes: 2)
    for number in [0, pixels.count, 2835, 2835, Self.colours, 0] { add(number, bytes: 4) }
    for colour in 0..<Self.colours {
      let place = Double(colour) / Double(Self.colours - 1) * Double(Self.stops.count - 1)
      let stop = min(Int(place), Self.stops.count - 2)
      let (one, two, share) = (Self.stops[stop], Self.stops[stop + 1], place - Double(stop))
      for (from, to) in [(one.0, two.0), (one.1, two.1), (one.2, two.2)] {
        file.append(UInt8((from + (to - from) * share).rounded()))
      }
      file.append(0)
    }
    return file + pixels
  }
}
