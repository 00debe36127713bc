import Foundation
import Glibc
import TestSupport
import Testing

/// Audio paths that lead astray, and files that are not what they seem; one good event is beside each.
@Suite
struct HostileAudioTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("root/a.wav", Sound(frames: 44_100, seed: 9).wav())
    try scratch.write("outside.wav", Sound(frames: 44_100, seed: 10).wav())
  }

  /// Exports an event of this audio path and a good one: the first one's fate, empty if it has a clip.
  private func fate(_ audio: String, _ flags: [String] = []) throws -> String {
    let lines = [EventLine("odd", path: audio), EventLine("good")]
    let path = try scratch.write("root/manifest.jsonl", lines.manifest)
    let bundle = scratch.file("bundle")
    let result = try Program.export(
      path, bundle, flags + ["--max-skip-rate", "1", "--overwrite"])
    let read = try expectBundle(result, bundle, events: 2)
    #expect(read.clips.contains { $0.hasSuffix("good__kick.wav") })
    let row = read.skipped.first
    let detail = row?["detail"].string ?? ""
    #expect(!detail.contains(scratch.path))
    return read.skips.joined()
  }

  @Test
  func `a path that is not a regular file is missing`() throws {
    try scratch.makeFolder("root/folder.wav")
    #expect(try fate("folder.wav") == "1 missing_file")
    #expect(mkfifo(scratch.file("root/fifo.wav"), 0o666) == 0)
    #expect(try fate("fifo.wav") == "1 missing_file")
    #expect(symlink("/dev/zero", scratch.file("root/zero.wav")) == 0)
    #expect(try fate("zero.wav") == "1 missing_file")
    #expect(symlink("loop.wav", scratch.file("root/loop.wav")) == 0)
    #expect(try fate("loop.wav") == "1 missing_file")
    #expect(try fate(String(repeating: "n", count: 300) + ".wav") == "1 missing_file")
    #expect(try fate(#"a.wav\u0000.txt"#) == "1 missing_file")
    #expect(try fate("") == "1 missing_file")
  }

  @Test
  func `a path outside the roots is refused unless that is allowed`() throws {
    let absolute = scratch.file("outside.wav")
    for path in [absolute, "../outside.wav", "x/../../outside.wav"] {
      #expect(try fate(path) == "1 outside_roots")
      #expect(try fate(path, ["--allow-outside-roots"]) == "")
    }
    #expect(try fate("/etc/passwd") == "1 outside_roots")
    #expect(try fate(scratch.file("root/a.wav")) == "", "an absolute path inside the root")
  }

  @Test
  func `a link inside a root may lead out of it`() throws {
    #expect(symlink(scratch.file("outside.wav"), scratch.file("root/link.wav")) == 0)
    #expect(try fate("link.wav") == "")
  }

  @Test
  func `a file without sound is unreadable`() throws {
    try scratch.write("root/text.wav", "this is no audio\n")
    try scratch.write("root/empty.wav", "")
    try scratch.write("root/half.wav", Array(Sound(frames: 10, seed: 1).wav().prefix(30)))
    for name in ["text.wav", "empty.wav", "half.wav"] {
      #expect(try fate(name) == "1 unreadable", "\(name)")
    }
  }

  @Test
  func `a recording that may not be read is unreadable`() throws {
    try scratch.write("root/secret.wav", Sound(frames: 44_100, seed: 2).wav())
    chmod(scratch.file("root/secret.wav"), 0o000)
    let lines = [EventLine("odd", path: "secret.wav"), EventLine("good")]
    let path = try scratch.write("root/manifest.jsonl", lines.manifest)
    let open = try scratch.makeFolder("open")
    chmod(open, 0o777)
    let words = Program.exportArguments(path, open + "/bundle", ["--max-skip-rate", "1"])
    let result = try RunningProcess(Rights.ofNobody + [Program.clipmill] + words).wait()
    let read = try expectBundle(result, open + "/bundle", events: 2)
    #expect(read.skips == ["1 unreadable"])
    #expect(read.skipped.first?["detail"].string == "Permission denied")
  }

  @Test
  func `a header that claims two thousand million frames yields the existing ones`() throws {
    let sound = Sound(frames: 44_100, seed: 4)
    try scratch.write("root/liar.wav", sound.wav(claimedFrames: (1 << 31) - 100))
    try scratch.write("root/short.wav", sound.wav(claimedFrames: (1 << 30) - 100))
    for name in ["liar.wav", "short.wav"] {
      let lines = [EventLine("e", path: name, onset: 0.9), EventLine("late", path: name, onset: 2)]
      let path = try scratch.write("root/manifest.jsonl", lines.manifest)
      let bundle = scratch.file(name + ".bundle")
      let result = try Program.export(path, bundle, ["--max-skip-rate", "1"])
      let read = try expectBundle(result, bundle, events: 2)
      #expect(read.skips == ["2 out_of_range"])
      let clip = try #require(read.clips.first)
      let start = Int(((0.9 - 80.0 / 1000) * 44_100).rounded(.down))
      let expected = sound.samples[start...].withUnsafeBytes { Data($0) }
      #expect(try read.bytes(clip).dropFirst(44) == expected)
    }
  }

  /// A MIDI sample dump (SDS) with a byte too many before its packets: libsndfile prints two lines on
  /// standard output for each of them.
  private func talkativeDump(packets: Int) -> [UInt8] {
    func sevenBits(_ value: Int, bytes: Int) -> [UInt8] {
      (0..<bytes).map { UInt8(value >> (7 * $0) & 127) }
    }
    let samples = sevenBits(packets * 40, bytes: 3)
    let nanoseconds = sevenBits(125_000, bytes: 3)
    var dump: [UInt8] = [0xF0, 0x7E, 0, 1, 1, 0, 16] + nanoseconds + samples
    dump += [0, 0, 0] + samples + [0, 0xF7, 0x40]
    for packet in 0..<packets {
      dump += [0xF0, 0x7E, 0, 2, UInt8(packet % 128)]
      dump += (0..<120).map { UInt8((packet * 31 + $0 * 17) % 120 + 1) } + [0, 0xF7]
    }
    return dump
  }

  @Test
  func `text that a decoder prints is not taken for its renderer's answer`() throws {
    try scratch.write("root/dump.sds", talkativeDump(packets: 600))
    #expect(try fate("dump.sds") == "")
  }
}
