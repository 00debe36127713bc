import CSndfile
import Testing

@testable import AudioIO

/// A format libsndfile may write here, named for the test's output.
struct SoundFormat: CustomTestStringConvertible {
  let name: String
  let value: Int
  var rate = 44_100
  var ending: String?
  var channels = 2

  var testDescription: String { name }

  /// True if its samples are stored unchanged.
  var isPlain: Bool { Positioning(format: Int32(value)) != .fromStart }

  static let flac = SoundFormat(name: "FLAC 16", value: SF_FORMAT_FLAC | SF_FORMAT_PCM_16)

  static let all: [SoundFormat] = plain + packed

  private static let plain = [
    SoundFormat(name: "WAV u8", value: SF_FORMAT_WAV | SF_FORMAT_PCM_U8),
    SoundFormat(name: "WAV 16", value: SF_FORMAT_WAV | SF_FORMAT_PCM_16),
    SoundFormat(name: "WAV 24", value: SF_FORMAT_WAV | SF_FORMAT_PCM_24),
    SoundFormat(name: "WAV 32", value: SF_FORMAT_WAV | SF_FORMAT_PCM_32),
    SoundFormat(name: "WAV float", value: SF_FORMAT_WAV | SF_FORMAT_FLOAT),
    SoundFormat(name: "WAV double", value: SF_FORMAT_WAV | SF_FORMAT_DOUBLE),
    SoundFormat(name: "WAV ulaw", value: SF_FORMAT_WAV | SF_FORMAT_ULAW),
    SoundFormat(name: "WAVEX 16", value: SF_FORMAT_WAVEX | SF_FORMAT_PCM_16),
    SoundFormat(name: "RF64 24", value: SF_FORMAT_RF64 | SF_FORMAT_PCM_24),
    SoundFormat(name: "W64 16", value: SF_FORMAT_W64 | SF_FORMAT_PCM_16),
    SoundFormat(name: "AIFF 16", value: SF_FORMAT_AIFF | SF_FORMAT_PCM_16),
    SoundFormat(name: "AIFF s8", value: SF_FORMAT_AIFF | SF_FORMAT_PCM_S8),
    SoundFormat(name: "AU alaw", value: SF_FORMAT_AU | SF_FORMAT_ALAW),
    SoundFormat(name: "CAF 24", value: SF_FORMAT_CAF | SF_FORMAT_PCM_24),
    SoundFormat(name: "NIST 16", value: SF_FORMAT_NIST | SF_FORMAT_PCM_16),
    SoundFormat(name: "VOC 16", value: SF_FORMAT_VOC | SF_FORMAT_PCM_16),
    SoundFormat(name: "SVX 16", value: SF_FORMAT_SVX | SF_FORMAT_PCM_16, channels: 1),
    SoundFormat(name: "IRCAM float", value: SF_FORMAT_IRCAM | SF_FORMAT_FLOAT),
    SoundFormat(name: "MAT4 16", value: SF_FORMAT_MAT4 | SF_FORMAT_PCM_16),
    SoundFormat(name: "MAT5 double", value: SF_FORMAT_MAT5 | SF_FORMAT_DOUBLE),
    SoundFormat(name: "PVF 32", value: SF_FORMAT_PVF | SF_FORMAT_PCM_32),
    SoundFormat(name: "HTK 16", value: SF_FORMAT_HTK | SF_FORMAT_PCM_16, channels: 1),
    SoundFormat(name: "AVR 16", value: SF_FORMAT_AVR | SF_FORMAT_PCM_16),
    SoundFormat(name: "MPC2K 16", value: SF_FORMAT_MPC2K | SF_FORMAT_PCM_16),
  ]

  private static let packed = [
    flac,
    SoundFormat(name: "FLAC 24", value: SF_FORMAT_FLAC | SF_FORMAT_PCM_24),
    SoundFormat(name: "Ogg Vorbis", value: SF_FORMAT_OGG | SF_FORMAT_VORBIS),
    SoundFormat(name: "Ogg Opus", value: SF_FORMAT_OGG | SF_FORMAT_OPUS, rate: 48_000),
    SoundFormat(name: "MP3", value: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III),
    SoundFormat(name: "WAV IMA", value: SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM),
    SoundFormat(name: "WAV MS", value: SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM),
    SoundFormat(name: "WAV GSM", value: SF_FORMAT_WAV | SF_FORMAT_GSM610, rate: 8000, channels: 1),
    SoundFormat(
      name: "WAV G721", value: SF_FORMAT_WAV | SF_FORMAT_G721_32, rate: 8000, channels: 1),
    SoundFormat(name: "AU G723", value: SF_FORMAT_AU | SF_FORMAT_G723_24, rate: 8000, channels: 1),
    SoundFormat(name: "AIFF IMA", value: SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM),
    SoundFormat(name: "AIFF DWVW", value: SF_FORMAT_AIFF | SF_FORMAT_DWVW_16, channels: 1),
    SoundFormat(name: "CAF ALAC", value: SF_FORMAT_CAF | SF_FORMAT_ALAC_16),
    SoundFormat(name: "PAF 24", value: SF_FORMAT_PAF | SF_FORMAT_PCM_24),
    SoundFormat(name: "SDS 16", value: SF_FORMAT_SDS | SF_FORMAT_PCM_16, channels: 1),
    SoundFormat(name: "XI DPCM", value: SF_FORMAT_XI | SF_FORMAT_DPCM_16, channels: 1),
    SoundFormat(
      name: "raw VOX", value: SF_FORMAT_RAW | SF_FORMAT_VOX_ADPCM, rate: 8000, ending: "vox",
      channels: 1),
    SoundFormat(
      name: "raw GSM", value: SF_FORMAT_RAW | SF_FORMAT_GSM610, rate: 8000, ending: "gsm",
      channels: 1),
  ]

  /// A file of this format; nil if this libsndfile cannot write it.
  func sound(frames: Int) -> WrittenSound? {
    try? WrittenSound(
      drumming(frames: frames, channels: channels, rate: rate), channels: channels, rate: rate,
      format: value, name: ending.map { "sound.\($0)" } ?? "sound")
  }
}
