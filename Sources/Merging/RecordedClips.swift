import AudioIO
import Dataset
import Files

extension RenderedClips {
  /// The bytes of a clip, which must be those on record.
  func recorded(at path: String) throws(StorageError) -> [UInt8] {
    let bytes = try FileSystem.read(path, limit: size)
    guard ContentDigest(of: bytes) == digest else {
      throw StorageError(
        damaged: path, "it is not the clip on record (--resume --deep renders it again)")
    }
    return bytes
  }

  /// The clips with their level; if a report of an older build states none, the clip at `path` is read.
  func withLevel(at path: String, sampleRate: Int) throws(StorageError) -> RenderedClips {
    if level != nil { return self }
    _ = try recorded(at: path)
    var clips = self
    do throws(SoundFileError) {
      let recording = try Recording(path: path, integerRate: sampleRate)
      clips.level = try recording.withMono(from: 0, count: clipFrames) { samples in
        samples.integers.map { ClipLevel(of: $0) }
      }
    } catch {
      throw StorageError(damaged: path, error.description)
    }
    return clips
  }
}
