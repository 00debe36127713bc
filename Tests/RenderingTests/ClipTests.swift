import Bundle
import Dataset
import Foundation
import Planning
import Rendering
import TestSupport
import Testing

@Suite
struct ClipTests {
  private let bench = Workbench()

  private func clip(_ name: String) -> [UInt8]? {
    bench.folder.read("bundle/train/audio/\(name).wav")
  }

  @Test
  func `clips of one event are one file under several names`() throws {
    bench.record("a.wav")
    let plan = try bench.plan(line("e", ["kick", "ride", "tom"]) + line("f"))
    _ = try bench.render(plan)
    let files = bench.clips.map { bench.folder.status("bundle/\($0)") }
    #expect(
      bench.clips == ["e__kick", "e__ride", "e__tom", "f__kick"].map { "train/audio/\($0).wav" })
    #expect(files.map { $0?.links } == [3, 3, 3, 1])
    #expect(Set(files.map { $0?.inode }).count == 2)
  }

  @Test
  func `without links each clip is a file of its own, of the same bytes`() throws {
    let sound = bench.record("a.wav")
    bench.options.bundle.linkIdentical = false
    _ = try bench.render(try bench.plan(line("e", ["kick", "ride", "tom"])))
    let files = bench.clips.map { bench.folder.status("bundle/\($0)") }
    #expect(files.map { $0?.links } == [1, 1, 1])
    #expect(Set(files.map { $0?.inode }).count == 3)
    for label in ["kick", "ride", "tom"] { #expect(clip("e__\(label)") == wav(sound[..<1000])) }
  }

  @Test
  func `an event without an id has one clip id for all its labels`() throws {
    bench.record("a.wav")
    bench.options.bundle.clipFanout = 2
    var nameless = EventLine("", labels: ["kick", "ride"])
    nameless.id = nil
    let plan = try bench.plan(nameless.text)
    let event = Event(
      ordinal: 1, sessionID: "session-1", sourceSet: "set", audioPath: "a.wav",
      window: Window(onset: 0.5))
    _ = try bench.render(plan)
    let names = ["kick", "ride"].map {
      "train/" + ClipName(event: event, label: Text($0)).path(fanout: 2, format: .wav)
    }
    #expect(bench.clips == names.sorted())
    #expect(bench.clips.allSatisfy { bench.folder.status("bundle/\($0)")?.links == 2 })
  }

  @Test(arguments: [(1000, 4000), (4000, 4000), (125, 4000), (12_000, 12_000)])
  func `a clip at the recording's own rate is padded with silence`(
    milliseconds: Int, frames: Int
  ) throws {
    let sound = bench.record("a.wav", frames: 1000)
    bench.options.clips.padToSeconds = milliseconds == 12_000 ? 1.5 : 0.49995
    let plan = try bench.plan(line("e", onset: 0.0625, milliseconds: milliseconds))
    let clips = try #require(try bench.render(plan).clips.first)
    #expect(clips.frames == 500)
    #expect((clips.clipFrames, clips.size) == (frames, 44 + 2 * frames))
    #expect(clip("e__kick") == wav(Array(sound[500...]) + Array(repeating: 0, count: frames - 500)))
  }

  @Test(arguments: ResampleEdges.allCases)
  func `a resampled clip is padded to the frames of its length`(edges: ResampleEdges) throws {
    bench.record("a.wav", rate: 16_000, frames: 32_000)
    bench.options.clips.resampleEdges = edges
    _ = try bench.render(try bench.plan(line("bare", onset: 0.5)))
    bench.options.clips.padToSeconds = 0.25
    let plan = try bench.plan(line("e", onset: 0.5) + line("long", onset: 0.5, milliseconds: 500))
    let clips = try bench.render(plan).clips
    #expect(clips.map(\.clipFrames) == [2000, 4000])
    #expect(clips.map(\.frames) == [2000, 8000])
    let (bare, padded) = (samples(clip("bare__kick")), samples(clip("e__kick")))
    #expect((bare.count, padded.count) == (1000, 2000))
    switch edges {
    case .context:
      #expect(Array(padded[..<1000]) == bare)
      #expect(padded[1000...].allSatisfy { $0 == 0 })
    case .isolated:
      // The filter's response to the cut extends into the silence before it.
      #expect(padded[1000..<1020].contains { $0 != 0 })
      #expect(padded[1200...].allSatisfy { (-1...0).contains($0) })
    }
  }

  @Test(arguments: [(16_000, 8000), (22_050, 44_100), (48_000, 44_100), (8000, 22_050)])
  func `context and isolated differ only at the edges`(source: Int, target: Int) throws {
    bench.options.clips.sampleRate = target
    bench.record("a.wav", rate: source, frames: source * 2)
    var clips: [[Int16]] = []
    for edges in ResampleEdges.allCases {
      bench.options.clips.resampleEdges = edges
      _ = try bench.render(try bench.plan(line(edges.rawValue, onset: 0.5, milliseconds: 500)))
      clips.append(samples(clip("\(edges.rawValue)__kick")))
    }
    #expect(clips.map(\.count) == [target / 2, target / 2])
    let differences = zip(clips[0], clips[1]).map { abs(Int($0) - Int($1)) }
    // The filter reaches 96 frames of the slower of the two rates.
    let edge = 100 * target / min(source, target)
    #expect(differences[edge..<differences.count - edge].allSatisfy { $0 <= 1 })
    #expect(differences[..<edge].contains { $0 > 100 })
    #expect(differences[(differences.count - edge)...].contains { $0 > 100 })
  }

  @Test
  func `a clip in context is a slice of the whole recording resampled`() throws {
    bench.record("a.wav", rate: 16_000, channels: 2, frames: 48_000)
    let plan = try bench.plan(
      line("part", onset: 1.25, milliseconds: 500) + line("whole", milliseconds: 3000)
        + line("tail", onset: 2.875, milliseconds: 9000))
    let clips = try bench.render(plan).clips
    #expect(clips.map(\.clipFrames) == [4000, 24_000, 1000])
    #expect(clips.map(\.start) == [20_000, 0, 46_000])
    #expect(clips.map(\.frames) == [8000, 48_000, 2000])
    let whole = samples(clip("whole__kick"))
    #expect(samples(clip("part__kick")) == Array(whole[10_000..<14_000]))
    #expect(samples(clip("tail__kick")) == Array(whole[23_000...]))
  }

  @Test(arguments: [(8000, ResampleEdges.context), (44_056, .context), (16_000, .isolated)])
  func `a clip is the same bytes with neighbours and alone`(rate: Int, edges: ResampleEdges) throws
  {
    bench.record("a.wav", rate: rate, channels: 2, frames: rate * 3)
    bench.options.clips.resampleEdges = edges
    let lines = (0..<12).map {
      line("e\($0)", onset: Double($0 * 7 % 12) / 4 + 0.01, milliseconds: 90 * $0 + 20)
    }
    _ = try bench.render(try bench.plan(lines.joined()))
    let together = bench.clips.map { bench.folder.read("bundle/\($0)") }
    #expect(together.count == 12)
    try FileManager.default.removeItem(atPath: bench.layout.root)
    for line in lines.reversed() { _ = try bench.render(try bench.plan(line)) }
    #expect(bench.clips.map { bench.folder.read("bundle/\($0)") } == together)
  }

  @Test
  func `two channels are mixed down`() throws {
    let sound = bench.record("a.wav", channels: 2)
    _ = try bench.render(try bench.plan(line("e", onset: 0.25)))
    let mixed = (2000..<3000).map { Int16((Int(sound[2 * $0]) + Int(sound[2 * $0 + 1])) >> 1) }
    #expect(clip("e__kick") == wav(mixed))
  }

  @Test
  func `a recording ends where its frames end, whatever its header says`() throws {
    let sound = Sound(rate: 8000, frames: 2500, seed: 4)
    bench.folder.write("a.wav", sound.wav(claimedFrames: 100_000))
    let plan = try bench.plan(line("e", onset: 0.25) + line("f", onset: 0.3125))
    let rendered = try bench.render(plan)
    #expect(
      rendered.outcomes == [
        "1 clips", "2 out_of_range: the window holds no frame of the recording",
      ])
    #expect(clip("e__kick") == wav(sound.samples[2000...]))
    #expect(rendered.clips.map(\.frames) == [500])
  }

  @Test
  func `a session's clips go to its split`() throws {
    bench.record("a.wav")
    var val = EventLine("v", session: "s7")
    val.more = []
    _ = try bench.render(try bench.plan(line("t") + val.text + "\n"))
    #expect(bench.clips == ["train/audio/t__kick.wav", "val/audio/v__kick.wav"])
  }
}
