import Bundle
import Dataset

/// The rows that a report of a shard must have, in their order.
struct ExpectedRows {
  private let options: ExportOptions
  /// The manifest's statements about each event.
  private let items: [ShardEvents.Item]
  private var next = 0

  /// Frames of a clip; a WAV file can hold fewer.
  private static let framesMost = 1 << 32
  private static let sourceFramesMost = 1 << 53
  private static let detailBytes = 4096

  /// Throws `broken` if the manifest cannot be read as it was planned: then nothing is known about the rows, and none
  /// may pass.
  init(_ shard: PlanShard, _ job: RenderJob, _ quarantined: [Int]) throws(RenderFailure) {
    options = job.options
    let events = try ShardEvents(
      of: shard, in: job.manifest.path, quarantined: quarantined, job.options)
    items = events.items.filter { item in
      if case .keep = item.fate { item.share.duplicates > 0 } else { true }
    }
  }

  /// True if every row has come.
  var isAtEnd: Bool { next == items.count }

  /// The fault of the next row; nil if it has none.
  mutating func fault(of row: ReportRow) -> String? {
    guard next < items.count else { return "is one too many" }
    let item = items[next]
    next += 1
    guard row.share == item.share else { return "is not as the manifest has it" }
    return fault(of: row.outcome, item)
  }

  private func fault(of outcome: ReportRow.Outcome, _ item: ShardEvents.Item) -> String? {
    if case .rendered(let clips) = outcome, clips.isEarlier {
      return Self.isOnRecord(clips, item) ? nil : "has clips that no earlier plan made"
    }
    return switch (item.fate, outcome) {
    case (.keep, .kept): nil
    case (.skip(let reason, let detail), _) where outcome == .skipped(reason, detail: detail): nil
    case (.render, .skipped(.unreadable, let detail)), (.render, .skipped(.outOfRange, let detail)):
      detail.utf8.count <= Self.detailBytes ? nil : "is too long"
    case (.render, .changed(let clips, let lost)):
      Self.isOnRecord(clips, item) && !lost.isEmpty && Set(lost).count == lost.count
        ? nil : "tells of clips that are not on record"
    case (.render, .rendered(let clips)): fault(of: clips, item.share.event.window)
    default: "has an outcome that was not planned"
    }
  }

  private static func isOnRecord(_ clips: RenderedClips, _ item: ShardEvents.Item) -> Bool {
    guard var recorded = item.standing?.clips else { return false }
    recorded.isEarlier = clips.isEarlier
    return clips == recorded
  }

  private func fault(of clips: RenderedClips, _ window: Window) -> String? {
    if let fault = faultOfNumbers(clips) { return fault }
    guard let asked = window.frames(at: clips.sourceRate), clips.start == asked.start,
      clips.frames <= asked.count
    else { return "has a clip from elsewhere" }
    let ratio = Double(options.clips.sampleRate) / Double(clips.sourceRate)
    let padding = (options.clips.padToSeconds ?? 0) * Double(options.clips.sampleRate)
    guard Double(clips.clipFrames) <= max(Double(clips.frames) * ratio, padding) + 2 else {
      return "has a clip that is too long"
    }
    return nil
  }

  /// The fault of numbers that no clip can have, so that sums of a whole bundle stay within 64 bits.
  private func faultOfNumbers(_ clips: RenderedClips) -> String? {
    let isPlausible =
      (1...Self.framesMost).contains(clips.clipFrames)
      && (1...Int(Int32.max)).contains(clips.sourceRate)
      && (0...Self.sourceFramesMost).contains(clips.start)
      && (1...Self.sourceFramesMost).contains(clips.frames)
      && clips.level.map { $0.peakFrame < clips.clipFrames } == true
    guard isPlausible, fits(clips.size, clips.clipFrames) else { return "has impossible numbers" }
    guard options.bundle.checksums else { return clips.sha256 == nil ? nil : "has a checksum" }
    return clips.sha256?.isHexadecimal(digits: 64) == true ? nil : "has no checksum"
  }

  private func fits(_ size: Int, _ frames: Int) -> Bool {
    switch options.clips.format {
    case .wav: size == ClipFormat.wavBytes(frames: frames)
    case .flac: size > 0 && size <= (1 << 16) + 4 * frames
    }
  }
}
