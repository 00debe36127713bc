import CSndfile
import Foundation
import TestSupport
import Testing

@testable import AudioIO

/// Earlier reads of the same file must never matter.
struct PositionTests {
  /// Damaged copies of each format; AUDIO_DAMAGES asks for more.
  static let damages = UInt64(ProcessInfo.processInfo.environment["AUDIO_DAMAGES"] ?? "") ?? 5

  @Test(arguments: SoundFormat.all)
  func `a range holds the frames that decoding from the first frame gives there`(
    format: SoundFormat
  ) throws {
    let frames = format.value & SF_FORMAT_TYPEMASK == SF_FORMAT_FLAC ? 150_000 : 30_000
    guard let sound = format.sound(frames: frames) else { return skipped(format) }
    let whole = try decoded(sound.path)
    #expect(whole.count >= frames * 9 / 10)
    let recording = try Recording(path: sound.path)
    for range in requests(within: whole.count, seed: 3) {
      let part = try recording.mono(from: range.lowerBound, count: range.count)
      #expect(part == Array(whole[range.clamped(to: 0..<whole.count)]), "\(range)")
    }
  }

  @Test(arguments: SoundFormat.all)
  func `a request does not depend on those before it, in damaged files too`(
    format: SoundFormat
  ) throws {
    let isFLAC = format.value & SF_FORMAT_TYPEMASK == SF_FORMAT_FLAC
    let frames = isFLAC ? 220_000 : 20_000
    guard let sound = format.sound(frames: frames) else { return skipped(format) }
    let bytes = try sound.bytes
    for seed in 0..<Self.damages {
      let name = format.ending.map { "damaged.\($0)" } ?? "damaged"
      let copy = try WrittenSound(name: name, bytes: damaged(bytes, seed: seed))
      try expectOrderDoesNotMatter(copy.path, frames: frames, seed: seed)
    }
  }

  private func expectOrderDoesNotMatter(_ path: String, frames: Int, seed: UInt64) throws {
    guard let recording = try? Recording(path: path) else { return }
    for range in requests(within: frames, seed: seed) {
      let reused = try recording.mono(from: range.lowerBound, count: range.count)
      let fresh = try Recording(path: path).mono(from: range.lowerBound, count: range.count)
      // Compared as bits: a damaged float file holds NaN.
      #expect(reused.map(\.bitPattern) == fresh.map(\.bitPattern), "\(range), seed \(seed)")
    }
  }

  /// Even seeds cut the file, odd ones flip bits behind the header.
  private func damaged(_ bytes: [UInt8], seed: UInt64) -> [UInt8] {
    var numbers = SeededNumbers(seed: seed)
    if seed % 2 == 0 { return Array(bytes[..<Int.random(in: 200..<bytes.count, using: &numbers)]) }
    var copy = bytes
    for _ in 0..<seed % 8 {
      copy[Int.random(in: 200..<bytes.count, using: &numbers)] ^=
        1 << UInt8.random(in: 0..<8, using: &numbers)
    }
    return copy
  }

  @Test(arguments: [SoundFormat.flac], [UInt64(1), 2, 3])
  func `a cut FLAC file ends at the last frame that decodes`(
    format: SoundFormat, seed: UInt64
  ) throws {
    var numbers = SeededNumbers(seed: seed)
    let bytes = try #require(format.sound(frames: 220_000)).bytes
    let cut = Int.random(in: bytes.count / 4..<bytes.count, using: &numbers)
    let sound = try WrittenSound(name: "cut.flac", bytes: Array(bytes[..<cut]))
    let whole = try decoded(sound.path, step: 1)
    let recording = try Recording(path: sound.path)
    #expect(try recording.mono(from: whole.count, count: 10).isEmpty)
    #expect(try recording.mono(from: 215_000, count: 10).isEmpty)
    #expect(try recording.mono(from: whole.count - 10, count: 5000) == Array(whole.suffix(10)))
    #expect(try recording.mono(from: 0, count: .max) == whole)
    #expect(whole.count < 220_000)
  }

  @Test
  func `a hole in a FLAC file ends the ranges that reach it, and those behind are whole`() throws {
    let frames = 220_000
    let sound = try #require(SoundFormat.flac.sound(frames: frames))
    let intact = try Recording(path: sound.path).mono(from: 0, count: frames)
    var bytes = try sound.bytes
    bytes[bytes.count * 2 / 5] ^= 0x10
    let copy = try WrittenSound(name: "hole.flac", bytes: bytes)
    let recording = try Recording(path: copy.path)
    let before = try recording.mono(from: 0, count: frames)
    #expect((70_000..<100_000).contains(before.count) && before == Array(intact[..<before.count]))
    let anchor = (before.count / Recording.anchorSpacing + 1) * Recording.anchorSpacing
    #expect(try recording.mono(from: before.count, count: 9).isEmpty)
    #expect(try recording.mono(from: anchor - 1, count: 9).isEmpty)
    #expect(try recording.mono(from: anchor, count: frames) == Array(intact[anchor...]))
    let (filled, end) = try recording.filled(0..<frames + 50)
    let silence = [Float](repeating: 0, count: anchor - before.count)
    #expect(filled == before + silence + intact[anchor...] + [Float](repeating: 0, count: 50))
    #expect(end == frames)
  }

  /// Ranges in no order, then some that go forward and overlap, some past the end.
  private func requests(within frames: Int, seed: UInt64) -> [Range<Int>] {
    var numbers = SeededNumbers(seed: seed)
    let starts =
      (0..<14).map { _ in Int.random(in: 0..<frames + 100, using: &numbers) } + [0, frames - 1]
      + stride(from: frames / 3, to: frames, by: frames / 9)
    return starts.map { $0..<$0 + Int.random(in: 1...frames / 4, using: &numbers) }
  }

  /// The file from its first frame on, in one handle that does nothing else.
  private func decoded(_ path: String, step frames: Int = 1000) throws -> [Float] {
    var file = try SoundFile(path: path)
    var result: [Float] = []
    var step = [Float](repeating: 0, count: frames * file.channels)
    var mono = [Float](repeating: 0, count: frames)
    while true {
      let (count, clean) = try step.withUnsafeMutableBufferPointer { room in
        try file.read(frames, into: .float(room.baseAddress.unsafelyUnwrapped))
      }
      if count == 0 || !clean { return result }
      Downmix.mono(step, channels: file.channels, frames: count, into: &mono)
      result += mono[..<count]
    }
  }

  /// A format this libsndfile was built without is not a failure of ours.
  private func skipped(_ format: SoundFormat) {
    print("not written here: \(format.name)")
  }
}
