import Bundle
import Dataset
import Files
import Foundation
import Planning
import Rendering
import TestSupport
import Testing

/// A folder with recordings and a manifest, whose shards a test plans and renders into a bundle.
final class Workbench {
  let folder = ScratchFolder()
  var options = ExportOptions()
  /// Called when a renderer begins an event, with its position.
  var whenBegun: (Int) -> Void = { _ in }
  private var attempts = 0

  /// Clips are made at 8,000 Hz, and any share of the events may be skipped.
  init() {
    options.clips.sampleRate = 8000
    options.sources.maxSkipRate = 1
    options.events.onBadLine = .skip
  }

  var manifest: String { folder.path("m.jsonl") }
  var layout: BundleLayout { BundleLayout(folder.path("bundle")) }
  /// Paths of all clips in the bundle, relative to it and sorted.
  var clips: [String] { folder.files(under: "bundle").filter { $0.hasSuffix(".wav") } }

  /// Writes a recording of noise and gives its samples, interleaved.
  @discardableResult
  func record(
    _ name: String, rate: Int = 8000, channels: Int = 1, frames: Int = 16_000, seed: UInt64 = 1
  ) -> [Int16] {
    let sound = Sound(rate: rate, channels: channels, frames: frames, seed: seed)
    folder.write(name, sound.wav())
    return sound.samples
  }

  /// Writes the manifest and plans it as the bundle's plan of this number.
  func plan(_ text: String, base: PlanBase = PlanBase(), number: Int = 1) throws -> Plan {
    folder.write("m.jsonl", text)
    return try Planner.plan(
      manifest, options: options, roots: AudioRoots(options.sources, manifest: manifest),
      base: base, to: layout.plan(number))
  }

  /// Writes a plan of this one shard, as the bundle's second.
  func plan(_ shard: PlanShard, for manifest: FileStamp) throws -> Plan {
    let summary = PlanSummary(manifest: manifest)
    var writer = try PlanWriter(layout.plan(2))
    try writer.append(shard)
    let (file, index) = try writer.finish(summary)
    return Plan(file: file, index: index, summary: summary)
  }

  /// Renders one shard of the plan and reads its report.
  func render(
    _ plan: Plan, number: Int = 1, shard: Int = 0, quarantined: [Int] = [],
    narrowed: Range<Int>? = nil
  ) throws -> Rendered {
    attempts += 1
    let task = RenderTask(
      row: plan.index[ShardIndex(shard), plan: number], attempt: "attempt-\(attempts)",
      quarantined: quarantined, narrowed: narrowed)
    let marks = NotedMarks(whenBegun)
    let shard = try ShardRenderer.render(task, of: job(plan), marks: marks)
    return Rendered(
      shard: shard, report: try FileSystem.read("\(layout.reports)/\(shard.report.path)"),
      rows: try rows(of: shard), marks: marks)
  }

  /// The reason why the plan's first shard was not rendered; nil if it was.
  func failure(_ plan: Plan, number: Int = 1) throws -> RenderFailure? {
    do {
      _ = try render(plan, number: number)
      return nil
    } catch let failure as RenderFailure {
      return failure
    }
  }

  func job(_ plan: Plan) throws -> RenderJob {
    let run = try #require(RunID(String(repeating: "a", count: 32)))
    return RenderJob(
      run: run, bundle: layout.root, manifest: plan.summary.manifest, fanout: plan.summary.fanout,
      options: options)
  }

  private func rows(of shard: RenderedShard) throws -> [ReportRow] {
    var reader = try ReportReader(shard.report, beneath: layout.reports)
    var rows: [ReportRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }
}

/// A rendered shard and all its marks.
struct Rendered {
  let shard: RenderedShard
  /// The report's bytes.
  let report: [UInt8]
  let rows: [ReportRow]
  let marks: NotedMarks

  /// The clips of each row that has some.
  var clips: [RenderedClips] {
    rows.compactMap { row in
      guard case .rendered(let clips) = row.outcome else { return nil }
      return clips
    }
  }

  /// For each row its ordinal and the reason and detail of its skip; `clips` if it has some.
  var outcomes: [String] {
    rows.map { row in
      switch row.outcome {
      case .rendered: "\(row.event.ordinal) clips"
      case .kept: "\(row.event.ordinal) kept"
      case .changed: "\(row.event.ordinal) changed"
      case .skipped(let reason, let detail): "\(row.event.ordinal) \(reason.rawValue): \(detail)"
      }
    }
  }
}

/// Notes the marks that a renderer sets.
final class NotedMarks: EventMarks {
  private(set) var begun: [Int] = []
  private(set) var ordinals: [Int] = []
  private(set) var finished = 0
  private(set) var clips = 0
  private(set) var skipped = 0
  /// Events that had ended when each was begun.
  private(set) var finishedBefore: [Int] = []
  /// Steps of decoders.
  private(set) var breaths = 0
  private let whenBegun: (Int) -> Void

  init(_ whenBegun: @escaping (Int) -> Void) { self.whenBegun = whenBegun }

  func begin(position: Int, ordinal: Int) {
    begun.append(position)
    finishedBefore.append(finished)
    ordinals.append(ordinal)
    whenBegun(position)
  }

  func breathe() { breaths += 1 }

  func finish(_ count: Int, clips: Int, skipped: Int) {
    finished += count
    self.clips += clips
    self.skipped += skipped
  }
}

/// A line of a manifest with its end: a window of an eighth of a second from the onset on.
func line(
  _ id: String, _ labels: [String] = ["kick"], audio: String = "a.wav", onset: Double = 0,
  milliseconds: Int = 125, more: [String] = []
) -> String {
  var line = EventLine(id, path: audio, onset: onset, labels: labels)
  line.more = [#""context_ms":{"pre":0,"post":\#(milliseconds)}"#] + more
  return line.text + "\n"
}

/// A mono 16-bit WAV file of these samples.
func wav(_ samples: some Collection<Int16>, rate: Int = 8000) -> [UInt8] {
  let header = Sound(rate: rate, frames: samples.count, seed: 0).wav().prefix(44)
  return header
    + samples.flatMap { sample in withUnsafeBytes(of: sample.littleEndian) { Array($0) } }
}

/// The samples of a mono 16-bit WAV file.
func samples(_ file: [UInt8]?) -> [Int16] {
  let data = (file ?? []).dropFirst(44)
  return stride(from: data.startIndex, to: data.endIndex, by: 2).map {
    Int16(bitPattern: UInt16(data[$0]) | UInt16(data[$0 + 1]) << 8)
  }
}
