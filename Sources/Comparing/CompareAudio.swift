import AudioIO
import Bundle
import Files

/// The result of comparing the audio of two clips.
package enum CompareAudio: Equatable {
  /// The files are equal.
  case sameBytes
  /// Equal samples at one rate in different files, such as a WAV and a FLAC file.
  case sameSamples
  /// The largest difference of two samples, in steps of 16 bit; if one clip is longer, the other is continued
  /// with silence.
  case other(largest: Double, words: String)
  case unreadable(path: String, words: String)

  /// `3 of 32768`; a fraction if a sample is finer than 16 bit.
  package static func steps(_ difference: Double) -> String {
    let text =
      difference == difference.rounded()
      ? "\(Int(difference))" : "\((difference * 1000).rounded() / 1000)"
    return "\(text) of 32768"
  }

  private static let step = 1 << 16
  /// Bytes; longer files are compared by their samples alone.
  private static let longestInMemory = 1 << 26

  static func of(_ left: ClipFile, _ right: ClipFile) -> CompareAudio {
    if let one = try? left.read(limit: longestInMemory),
      let two = try? right.read(limit: longestInMemory), one == two
    {
      return .sameBytes
    }
    var failed = left.path
    do throws(StorageError) {
      let compared = try left.withPath { one throws(StorageError) in
        failed = right.path
        return try right.withPath { two in samples(one, two, left.path, right.path) }
      }
      return try compared.get().get()
    } catch {
      return .unreadable(path: failed, words: error.reason)
    }
  }

  /// Compares the sound of two files; where one cannot be read, its `name` says so.
  private static func samples(
    _ left: String, _ right: String, _ leftName: String, _ rightName: String
  ) -> CompareAudio {
    var failed = left
    do throws(SoundFileError) {
      let one = try Recording(path: left)
      failed = right
      let two = try Recording(path: right)
      return try compare(one, left, two, right, &failed)
    } catch {
      return .unreadable(
        path: failed == left ? leftName : rightName, words: error.description)
    }
  }

  private static func compare(
    _ one: Recording, _ left: String, _ two: Recording, _ right: String, _ failed: inout String
  ) throws(SoundFileError) -> CompareAudio {
    var largest: Float = 0
    var frames = (0, 0)
    var start = 0
    while true {
      failed = left
      let first = try one.mono(from: start, count: step)
      failed = right
      let second = try two.mono(from: start, count: step)
      frames = (frames.0 + first.count, frames.1 + second.count)
      if first.isEmpty, second.isEmpty { break }
      for index in 0..<max(first.count, second.count) {
        let a = index < first.count ? first[index] : 0
        let b = index < second.count ? second[index] : 0
        largest = max(largest, abs(a - b))
      }
      start += step
    }
    var words: [String] = []
    if one.sampleRate != two.sampleRate { words.append("\(one.sampleRate), \(two.sampleRate) Hz") }
    if frames.0 != frames.1 { words.append("\(frames.0), \(frames.1) frames") }
    if largest == 0, words.isEmpty { return .sameSamples }
    return .other(largest: Double(largest) * 32_768, words: words.joined(separator: "; "))
  }
}
