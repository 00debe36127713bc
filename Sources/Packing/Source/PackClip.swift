import Bundle
import Containers
import Dataset

/// A clip on its way into a pack.
struct PackClip {
  let origin: OriginRow
  let name: ClipName
  /// The clip's file, which is the one on record.
  let sound: [UInt8]

  var label: Text { origin.row.label }
  var classNumber: Int { origin.row.classIndex }
  var key: SampleKey { SampleKey(name, label: label) }

  /// The clip's path in the split's folder of a bundle of files.
  func bundleFile(_ source: PackSource) -> Text {
    Text(name.path(fanout: source.published.fanout, format: source.clips.format))
  }

  /// Throws where the clip's file is too large for a tar.
  func requireTarSize() throws {
    if TarSample.takes(sound: sound.count) { return }
    throw PackError.impossible(
      "a clip of \(sound.count) bytes does not fit a tar: \(origin.row.file) (pack it to npy or files)"
    )
  }

  /// The clip's samples: 16 bit, little-endian.
  func samples(_ options: ClipOptions) throws -> ArraySlice<UInt8> {
    switch options.format {
    case .wav: sound.dropFirst(Self.waveHeader)
    case .flac: try DecodedClip.samples(of: sound, options, named: origin.row.file)[...]
    }
  }

  /// Bytes before the samples of a WAV file as exports write it.
  private static let waveHeader = ClipFormat.wavBytes(frames: 0)
}
