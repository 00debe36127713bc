import CSndfile
import Testing

@testable import AudioIO

struct RecordingTests {
  @Test
  func `a clip at the end of the file is shorter, not padded`() throws {
    let sound = try WrittenSound(drumming(frames: 1000), name: "a.wav")
    let recording = try Recording(path: sound.path)
    #expect(try recording.mono(from: 900, count: 500).count == 100)
    #expect(try recording.mono(from: 1000, count: 1).isEmpty)
    #expect(try recording.mono(from: .max, count: .max).isEmpty)
    #expect(try recording.mono(from: 0, count: .max).count == 1000)
    #expect(recording.frameCount == 1000)
  }

  @Test(arguments: 1...9)
  func `channels are added in order and divided by their number`(channels: Int) throws {
    let samples = drumming(frames: 700, channels: channels, seed: UInt64(channels))
    let sound = try WrittenSound(
      samples, channels: channels, format: SF_FORMAT_WAV | SF_FORMAT_FLOAT)
    let recording = try Recording(path: sound.path)
    let expected = (0..<700).map { frame in
      samples[frame * channels..<(frame + 1) * channels].reduce(Float(0), +) / Float(channels)
    }
    #expect(try recording.mono(from: 0, count: 700) == expected)
    #expect(recording.channels == channels)
  }

  @Test
  func `a mono 16-bit source reaches the clip bit for bit`() throws {
    let values = (0..<65_536).map { Int16(truncatingIfNeeded: $0 &* 40_503) }
    let sound = try WrittenSound(values.map { Float($0) / 32_768 })
    let recording = try Recording(path: sound.path)
    #expect(PCM16.convert(try recording.mono(from: 0, count: values.count)) == values)
  }

  @Test
  func `a thousand channels decode`() throws {
    let samples = drumming(frames: 300, channels: 1024)
    let sound = try WrittenSound(
      samples, channels: 1024, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    let recording = try Recording(path: sound.path)
    #expect(try recording.mono(from: 10, count: 1000).count == 290)
  }

  @Test(arguments: [SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_FLAC | SF_FORMAT_PCM_16])
  func `the decoder shows each step of its progress on the way to a window`(format: Int) throws {
    let sound = try WrittenSound(drumming(frames: 100_000), format: format)
    let recording = try Recording(path: sound.path)
    var framesSeen: [Int] = []
    recording.whileDecoding = { framesSeen.append(recording.framesDecoded) }
    _ = try recording.mono(from: 98_000, count: 10)
    recording.whileDecoding = {}
    // Steps of 4,096 frames: from the first frame, or for FLAC from the seek to 81,920.
    #expect(framesSeen.count == (recording.file.positioning == .fromStart ? 24 : 4))
    #expect(framesSeen == framesSeen.sorted())
    #expect(framesSeen.last == recording.framesDecoded)
  }

  @Test
  func `a clip in context shows the resampler's progress if nothing is decoded`() throws {
    let sound = try WrittenSound(
      drumming(frames: 400), rate: 1, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    let recording = try Recording(path: sound.path)
    _ = try recording.mono(from: 0, count: 400)
    var beats = 0
    recording.whileDecoding = { beats += 1 }
    let clip = try ContextResampler(recording, targetRate: 44_100).clip(from: 10, count: 1)
    recording.whileDecoding = {}
    #expect(clip.count == 44_100)
    // 192 s before the clip, in portions of about a second.
    #expect(beats > 150)
  }
}
