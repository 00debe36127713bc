import ArgumentParser
import CSndfile
import Foundation
import Scheduling

/// A sound file of every format that this libsndfile writes and that a file shows by itself or by its ending.
struct EveryFormat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "every-format", abstract: "Writes a short sound in every format of libsndfile.")

  @Argument(help: "The folder to fill.") var folder: String
  @Flag(help: "Only the first encoding of each container.") var brief = false

  func run() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let encodings = try formats(count: SFC_GET_FORMAT_SUBTYPE_COUNT, get: SFC_GET_FORMAT_SUBTYPE)
    for container in try formats(count: SFC_GET_FORMAT_MAJOR_COUNT, get: SFC_GET_FORMAT_MAJOR) {
      for encoding in encodings {
        let format = container.format | encoding.format
        guard let ending = ending(format, container.extension), write(format, ending) else {
          continue
        }
        if brief { break }
      }
    }
  }

  private func formats(count: Int, get: Int) throws -> [SF_FORMAT_INFO] {
    var number: Int32 = 0
    let size = Int32(MemoryLayout<SF_FORMAT_INFO>.size)
    sf_command(nil, Int32(count), &number, Int32(MemoryLayout<Int32>.size))
    return (0..<number).compactMap {
      var info = SF_FORMAT_INFO()
      info.format = $0
      return sf_command(nil, Int32(get), &info, size) == 0 ? info : nil
    }
  }

  /// A file without a head is read by its ending, which says one encoding.
  private func ending(_ format: Int32, _ usual: UnsafePointer<CChar>?) -> String? {
    guard Int(format) & SF_FORMAT_TYPEMASK == SF_FORMAT_RAW else {
      return usual.map { String(cString: $0) }
    }
    switch Int(format) & SF_FORMAT_SUBMASK {
    case SF_FORMAT_VOX_ADPCM: return "vox"
    case SF_FORMAT_GSM610: return "gsm"
    default: return nil
    }
  }

  private func write(_ format: Int32, _ ending: String) -> Bool {
    let path = "\(folder)/\(String(format, radix: 16)).\(ending)"
    for (rate, channels) in [(44_100, 2), (48_000, 2), (44_100, 1), (8000, 1)] {
      var info = SF_INFO()
      info.format = format
      info.samplerate = Int32(rate)
      info.channels = Int32(channels)
      guard sf_format_check(&info) != 0, let file = sf_open(path, Int32(SFM_WRITE), &info) else {
        continue
      }
      var numbers = SeededGenerator(seed: UInt64(format))
      let samples = (0..<rate * channels / 2).map { _ in Int16(numbers.below(20_000) - 10_000) }
      let frames = sf_count_t(samples.count / channels)
      let written = sf_writef_short(file, samples, frames)
      if sf_close(file) == 0, written == frames { return true }
    }
    unlink(path)
    return false
  }
}
