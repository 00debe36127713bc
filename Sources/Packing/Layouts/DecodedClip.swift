import AudioIO
import Dataset
import Files

/// A FLAC clip as samples.
enum DecodedClip {
  /// 16-bit samples, little-endian, of a clip whose file has these bytes; `name` is for the error.
  static func samples(of sound: [UInt8], _ options: ClipOptions, named name: Text) throws -> [UInt8]
  {
    let file = try MemoryFile(sound)
    do throws(SoundFileError) {
      let recording = try Recording(path: file.path, integerRate: options.sampleRate)
      var bytes: [UInt8] = []
      while true {
        let read = try recording.withMono(from: bytes.count / 2, count: framesAtOnce) { samples in
          guard let integers = samples.integers else { return 0 }
          bytes += Array(UnsafeRawBufferPointer(integers))
          return integers.count
        }
        if read == 0 { return bytes }
      }
    } catch {
      throw StorageError(damaged: name.string, error.description)
    }
  }

  private static let framesAtOnce = 1 << 20
}
