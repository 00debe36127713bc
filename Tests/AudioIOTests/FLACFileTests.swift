import Testing

@testable import AudioIO

/// The FLAC file of the samples that the WAV file has.
private func flac(_ samples: [Float], sampleRate: Int, framesAtLeast: Int = 0) -> [UInt8] {
  let wav = WAVFile.bytes(of: samples, sampleRate: sampleRate, framesAtLeast: framesAtLeast)
  return WAVFile.withSamples(of: wav) { FLACFile.bytes(of: $0, sampleRate: sampleRate) }
}

struct FLACFileTests {
  @Test(arguments: [1, 2, 15, 16, 1151, 1152, 1153, 12_349])
  func `a flac file decodes to the samples of the wav file`(frames: Int) throws {
    let samples = drumming(frames: frames, seed: UInt64(frames))
    let sound = try WrittenSound(
      name: "clip.flac", bytes: flac(samples, sampleRate: 44_100))
    let recording = try Recording(path: sound.path)
    #expect(recording.sampleRate == 44_100 && recording.channels == 1)
    let decoded = try recording.mono(from: 0, count: frames + 10)
    #expect(PCM16.convert(decoded) == PCM16.convert(samples))
  }

  @Test
  func `the extremes and NaN come out as in the wav file`() throws {
    let samples: [Float] = [
      1, -1, 2, -2, .nan, .infinity, -.infinity, 0, 0.5 / 32768, -0.5 / 32768,
    ]
    let sound = try WrittenSound(
      name: "clip.flac", bytes: flac(samples, sampleRate: 48_000))
    let decoded = try Recording(path: sound.path).mono(from: 0, count: 99)
    #expect(PCM16.convert(decoded) == PCM16.convert(samples))
  }

  @Test
  func `silence is added up to the requested length`() throws {
    let sound = try WrittenSound(
      name: "clip.flac",
      bytes: flac([0.25, 0.25], sampleRate: 8000, framesAtLeast: 5000))
    let decoded = try Recording(path: sound.path).mono(from: 0, count: 9999)
    #expect(decoded == [0.25, 0.25] + [Float](repeating: 0, count: 4998))
  }

  @Test(arguments: [1, 8000, 44_100, 65_535, 65_540, 96_000, 655_350])
  func `the same samples make the same bytes, at any rate that flac can state`(rate: Int) {
    let samples = drumming(frames: 3000)
    let first = flac(samples, sampleRate: rate)
    #expect(first == flac(samples, sampleRate: rate))
    #expect(first.starts(with: Array("fLaC".utf8)))
  }

  @Test
  func `all predictors are fixed ones, so that no floating-point arithmetic decides a byte`() {
    // A low tone, which a fitted predictor would serve far better than a fixed one.
    var phase = 0.0
    let samples = (0..<8000).map { number -> Float in
      phase += 0.05 + 0.00001 * Double(number)
      return Float(phase.truncatingRemainder(dividingBy: 1) - 0.5)
    }
    let bytes = flac(samples, sampleRate: 44_100)
    // libFLAC takes blocks of 1,152 frames if its predictors are fixed.
    #expect(Array(bytes[8..<12]) == [0x04, 0x80, 0x04, 0x80])
  }
}
