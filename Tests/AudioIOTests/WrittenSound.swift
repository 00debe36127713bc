import CSndfile
import Foundation
import TestSupport

@testable import AudioIO

/// A sound file made for one test in a folder of its own, gone when the test lets go of it.
final class WrittenSound {
  let path: String
  private let folder: URL

  init(name: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "audio-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: name).path
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Bytes as they are.
  convenience init(name: String, bytes: [UInt8]) throws {
    try self.init(name: name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// Interleaved float frames in any format libsndfile writes.
  convenience init(
    _ samples: [Float], channels: Int = 1, rate: Int = 44_100,
    format: Int = SF_FORMAT_WAV | SF_FORMAT_PCM_16, name: String = "sound"
  ) throws {
    try self.init(name: name)
    var info = SF_INFO()
    info.channels = Int32(channels)
    info.samplerate = Int32(rate)
    info.format = Int32(format)
    let path = path
    let (opened, words) = OpeningLock.hold {
      (sf_open(path, Int32(SFM_WRITE), &info), String(cString: sf_strerror(nil)))
    }
    guard let handle = opened else { throw Unwritable(words: words) }
    defer { sf_close(handle) }
    _ = sf_command(handle, Int32(SFC_SET_CLIPPING), nil, 1)
    let frames = samples.count / channels
    // libsndfile's Vorbis encoder keeps a whole call on the stack.
    for start in stride(from: 0, to: frames, by: 1000) {
      let count = min(1000, frames - start)
      let written = samples.withUnsafeBufferPointer {
        sf_writef_float(handle, $0.baseAddress.map { $0 + start * channels }, sf_count_t(count))
      }
      guard written == sf_count_t(count) else {
        throw Unwritable(words: String(cString: sf_strerror(handle)))
      }
    }
  }

  var bytes: [UInt8] { get throws { try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) } }

  struct Unwritable: Error {
    let words: String
  }
}

/// Hits that decay in noise: broad in spectrum, loud at the start, like what clips are cut from.
func drumming(frames: Int, channels: Int = 1, rate: Int = 44_100, seed: UInt64 = 1) -> [Float] {
  var numbers = SeededNumbers(seed: seed)
  var level: Float = 0.8
  let decay = Float(pow(0.001, 1 / (0.2 * Double(rate))))
  var result: [Float] = []
  result.reserveCapacity(frames * channels)
  for frame in 0..<frames {
    if frame % (rate / 5) == 0 { level = 0.8 }
    level *= decay
    for _ in 0..<channels {
      let noise = Float(Int32(truncatingIfNeeded: numbers.next())) / 2_147_483_648
      result.append(noise * level)
    }
  }
  return result
}
