import CSndfile
import Foundation
import Testing

@testable import AudioIO

/// `Formats.md` against what really happens, and that against a decoder of another make.
struct FormatTableTests {
  @Test
  func `the table of formats says what is read`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Documentation/Formats.md")
    let document = try String(contentsOf: file, encoding: .utf8)
    let table = try FormatTable.lines().joined(separator: "\n")
    #expect(document.contains(table), "\(table)")
  }

  @Test
  func `the table of other files has the words of each`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Documentation/Formats.md")
    let document = try String(contentsOf: file, encoding: .utf8)
    for odd in OddSound.foreign {
      let sound = try WrittenSound(name: odd.file, bytes: odd.bytes())
      let error = #expect(throws: SoundFileError.self) { _ = try Recording(path: sound.path) }
      guard case .unreadable(let words) = error else { continue }
      #expect(document.contains("| \(odd.name) | \(words) |"), "| \(odd.name) | \(words) |")
    }
  }

  /// Formats of libsndfile that ffmpeg does not read, or takes for another encoding.
  private static let notInFFmpeg: Set = [
    "MAT4 16", "MAT5 double", "HTK 16", "MPC2K 16", "WAV G721", "AU G723", "AIFF DWVW", "PAF 24",
    "XI DPCM", "raw VOX",
  ]

  @Test(
    .enabled(if: FFmpeg.path != nil, "needs ffmpeg: scripts/install --tests"),
    arguments: SoundFormat.all.filter { !notInFFmpeg.contains($0.name) })
  func `an independent decoder reads the same sound`(format: SoundFormat) throws {
    guard let sound = format.sound(frames: FormatTable.frames) else { return }
    let recording = try Recording(path: sound.path)
    let ours = try recording.mono(from: 0, count: .max)
    let theirs = try #require(try FFmpeg.mono(sound.path, channels: recording.channels))
    #expect(theirs.count == ours.count)
    let power = { (samples: [Float]) in samples.reduce(0) { $0 + Double($1 * $1) } }
    let difference = power(zip(ours, theirs).map { $0 - $1 })
    // Decoders round differently in formats that predict samples from those before: 26 dB below them.
    let allowed = format.isPlain ? 0 : power(ours) / 400
    #expect(difference <= allowed, "\(difference) of \(power(ours))")
  }
}

/// The decoder of another make.
enum FFmpeg {
  static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/ffmpeg" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The file's frames mixed down in the same way; nil if it cannot be read.
  static func mono(_ file: String, channels: Int) throws -> [Float]? {
    guard let path else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-v", "quiet", "-i", file, "-f", "f32le", "-"]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    let samples = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    var mono = [Float](repeating: 0, count: samples.count / channels)
    Downmix.mono(samples, channels: channels, frames: mono.count, into: &mono)
    return mono
  }
}
