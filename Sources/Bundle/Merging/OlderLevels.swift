import AudioIO
import Dataset
import Files

extension RenderedClips {
  /// The clips with their level.
  ///
  /// Where a report of an older build states none, the clip at `path` is read, and must have the content on
  /// record.
  func withLevel(at path: String, sampleRate: Int) throws(StorageError) -> RenderedClips {
    if level != nil { return self }
    let changed = "it is not the clip on record (--resume --deep renders it again)"
    guard ContentDigest(of: try FileSystem.read(path, limit: size)) == digest else {
      throw StorageError(damaged: path, changed)
    }
    var clips = self
    do throws(SoundFileError) {
      let recording = try Recording(path: path, integerRate: sampleRate)
      clips.level = try recording.withMono(from: 0, count: clipFrames) { samples in
        if case .integer(let samples) = samples { ClipLevel(of: samples) } else { nil }
      }
    } catch {
      throw StorageError(damaged: path, error.description)
    }
    return clips
  }
}
