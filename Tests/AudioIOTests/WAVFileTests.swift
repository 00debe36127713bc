import Testing

@testable import AudioIO

struct WAVFileTests {
  @Test
  func `two frames make these 48 bytes`() {
    let expected: [UInt8] =
      Array("RIFF".utf8) + [40, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 1, 0]
      + [0x44, 0xAC, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0] + Array("data".utf8) + [4, 0, 0, 0]
      + [0, 0x40, 0, 0x80]
    #expect(WAVFile.bytes(of: [0.5, -1], sampleRate: 44_100) == expected)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 12_349])
  func `silence is added up to the requested length, and never more`(frames: Int) {
    let samples = [Float](repeating: 0.25, count: 3)
    let bytes = WAVFile.bytes(of: samples, sampleRate: 8000, framesAtLeast: frames)
    #expect(bytes.count == 44 + 2 * max(frames, 3))
    #expect(Array(bytes[44..<50]) == [0, 0x20, 0, 0x20, 0, 0x20])
    #expect(bytes[50...].allSatisfy { $0 == 0 })
  }

  @Test
  func `written samples read back as the same 16-bit values`() throws {
    let samples = drumming(frames: 5000)
    let sound = try WrittenSound(
      name: "clip.wav", bytes: WAVFile.bytes(of: samples, sampleRate: 22_050))
    let recording = try Recording(path: sound.path)
    #expect(recording.sampleRate == 22_050 && recording.channels == 1)
    #expect(try PCM16.convert(recording.mono(from: 0, count: 9999)) == PCM16.convert(samples))
  }
}
