import Foundation
import TestSupport
import Testing

@testable import AudioIO

/// Code that reads a file's first bytes must accept any bytes there.
struct HarmedHeadTests {
  /// Harmed copies of each file; AUDIO_DAMAGES asks for more.
  private static let copies =
    UInt64(ProcessInfo.processInfo.environment["AUDIO_DAMAGES"] ?? "") ?? 5

  @Test(arguments: OddSound.all.filter { !$0.name.contains("junk named") })
  func `a file with a damaged header is read the same each time, or is the file's own fault`(
    odd: OddSound
  ) throws {
    let bytes = try odd.bytes()
    for seed in 1...Self.copies {
      let copy = try WrittenSound(name: odd.file, bytes: harmed(bytes, seed: seed))
      let (one, two) = (try read(copy.path), try read(copy.path))
      #expect(one == two, "seed \(seed)")
    }
  }

  private enum Outcome: Equatable {
    case frames([UInt32])
    case refused(String)
  }

  private func read(_ path: String) throws -> Outcome {
    do throws(SoundFileError) {
      let recording = try Recording(path: path)
      // Compared as bits: a harmed float file holds NaN.
      return .frames(try recording.mono(from: 1000, count: 50_000).map(\.bitPattern))
    } catch {
      guard case .unreadable(let words) = error else { throw error }
      return .refused(words)
    }
  }

  /// Bytes changed, removed and inserted near the header, names of chunks doubled, the end cut off.
  private func harmed(_ bytes: [UInt8], seed: UInt64) -> [UInt8] {
    var numbers = SeededNumbers(seed: seed)
    var copy = bytes
    for _ in 0...Int.random(in: 0...4, using: &numbers) where !copy.isEmpty {
      let place = Int.random(in: 0..<min(copy.count, 200), using: &numbers)
      let values: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &numbers)]
      switch Int.random(in: 0..<6, using: &numbers) {
      case 0: copy[place] = values.randomElement(using: &numbers) ?? 0
      case 1: copy.remove(at: place)
      case 2: copy.insert(values.randomElement(using: &numbers) ?? 0, at: place)
      case 3: copy.insert(contentsOf: copy[place...].prefix(12), at: place)
      case 4:
        copy.replaceSubrange(
          place..<min(place + 4, copy.count), with: Array(repeating: 0xFF, count: 4))
      default: copy.removeLast(Int.random(in: 0...copy.count / 2, using: &numbers))
      }
    }
    return copy
  }
}
