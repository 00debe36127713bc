import Dataset

/// Clips for which only the frames that were cut are on record, not the windows.
///
/// They belong to a bundle whose run state was rebuilt, and take about 80 bytes a clip. A window that asks for more
/// frames than were cut is that of a clip at its recording's end, if no clip of the recording reaches further. It is
/// then unknown whether it was the same window.
struct RecordedFrames: Sendable {
  /// Frames of a recording at its own rate (Hz).
  struct Window: Hashable, Sendable {
    let frames: FrameWindow
    let rate: Int
  }

  private struct Clip {
    /// Session and source.
    let origin: UInt64
    let window: Window
  }

  private struct Source {
    var rate: Int
    /// The end of its last clip.
    var end: Int
  }

  private var clips: [ContentDigest: Clip] = [:]
  /// By session and source.
  private var sources: [UInt64: Source] = [:]

  var isEmpty: Bool { clips.isEmpty }

  /// The frames of a row that has no window but them; nil for any other row.
  static func window(of row: ReportRow) -> Window? {
    guard case .rendered(let clips) = row.outcome else { return nil }
    let frames = FrameWindow(start: clips.start, count: clips.frames)
    guard row.event.window == Dataset.Window(exactly: frames, at: clips.sourceRate) else {
      return nil
    }
    return Window(frames: frames, rate: clips.sourceRate)
  }

  /// Notes the clips of an event, whose window is these frames.
  mutating func note(_ event: Event, _ window: Window, _ keys: [ContentDigest]) {
    let origin = Self.origin(of: event)
    for key in keys { clips[key] = Clip(origin: origin, window: window) }
    let end = window.frames.start + window.frames.count
    let known = sources[origin]?.end ?? 0
    sources[origin] = Source(rate: window.rate, end: max(known, end))
  }

  func contains(_ key: ContentDigest) -> Bool { clips[key] != nil }

  mutating func forget(_ keys: Set<ContentDigest>) {
    for key in keys { clips[key] = nil }
  }

  /// True if an event is the one whose clip has this key; nil if no clip has it.
  func isSame(_ event: Event, at key: ContentDigest) -> Bool? {
    guard let clip = clips[key] else { return nil }
    let recorded = clip.window.frames
    guard clip.origin == Self.origin(of: event),
      let asked = event.window.frames(at: clip.window.rate), asked.start == recorded.start
    else { return false }
    if asked.count == recorded.count { return true }
    return asked.count > recorded.count
      && recorded.start + recorded.count == sources[clip.origin]?.end
  }

  private static func origin(of event: Event) -> UInt64 {
    let path = event.audioPath?.bytes ?? []
    return checksum(
      of: event.sessionID.bytes + [0] + event.sourceSet.bytes + [0] + path, seed: 0)
  }
}
