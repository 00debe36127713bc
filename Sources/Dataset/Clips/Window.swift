/// The window of a clip in its recording, as the manifest states it: in seconds and milliseconds.
package struct Window: Hashable, Sendable, Codable {
  /// Position of the hit, in seconds.
  package var onset: Double
  /// Milliseconds before the onset; negative counts as 0.
  package var pre: Double
  /// Milliseconds after the onset; negative counts as 0.
  package var post: Double
  /// Clip length in seconds if `pre` and `post` are both 0.
  package var durationSeconds: Double?

  /// The defaults are those of the manifest format.
  package init(
    onset: Double = 0, pre: Double = 80, post: Double = 200, durationSeconds: Double? = nil
  ) {
    self.onset = onset
    self.pre = pre
    self.post = post
    self.durationSeconds = durationSeconds
  }

  /// The identity of the window: onset, effective milliseconds before and after it, and length in seconds.
  package var identity: [Double] { [onset, max(pre, 0), max(post, 0), duration] }

  /// The start of the window in its recording, in seconds; never before the recording.
  package var start: Double { max(onset - max(pre, 0) / 1000, 0) }

  /// The window's length in seconds: pre + post, else the stated duration, else half a second.
  package var duration: Double {
    let context = max(pre, 0) / 1000 + max(post, 0) / 1000
    if context != 0 { return context }
    if let durationSeconds, durationSeconds > 0 { return durationSeconds }
    return 0.5
  }

  /// True if the recording would have to begin earlier to contain the whole window.
  package var isClampedAtStart: Bool { onset - max(pre, 0) / 1000 < 0 }

  /// The window with this many more seconds on both sides.
  package func widened(by seconds: Double) -> Window {
    let before = max(pre, 0)
    return Window(
      onset: onset, pre: before + seconds * 1000,
      post: duration * 1000 - before + seconds * 1000)
  }

  /// The frames of the window at `rate` (Hz); nil if it starts at frame 2⁵³ or later, or ends before the recording
  /// begins.
  ///
  /// The arithmetic is binary64 in exactly this order, so that every machine gets the same frames. The count is
  /// capped at 2⁵³, not yet by the length of the file.
  package func frames(at rate: Int) -> FrameWindow? {
    guard onset - max(pre, 0) / 1000 + duration > 0 else { return nil }
    let startFrame = (start * Double(rate)).rounded(.down)
    guard startFrame < 0x1p53 else { return nil }
    return FrameWindow(start: Int(startFrame), count: frameCount(at: rate))
  }

  /// The length of the window in frames at `rate` (Hz), whatever its start; capped at 2⁵³.
  package func frameCount(at rate: Int) -> Int {
    Int(min((duration * Double(rate)).rounded(.up), 0x1p53))
  }
}

/// A window in frames of its recording.
package struct FrameWindow: Hashable, Sendable {
  package let start: Int
  package let count: Int

  package init(start: Int, count: Int) {
    self.start = start
    self.count = count
  }
}

extension Window {
  /// A window of exactly these frames of a recording of this rate (Hz): the rest of an event's own window if only its
  /// frames are on record.
  ///
  /// Half a frame's distance from the frames' bounds keeps rounding away from them.
  package init(exactly frames: FrameWindow, at rate: Int) {
    self.init(
      onset: (Double(frames.start) + 0.5) / Double(rate), pre: 0, post: 0,
      durationSeconds: (Double(frames.count) - 0.5) / Double(rate))
  }
}

extension ClipOptions {
  /// Frames of a window's clip at the clips' rate, at least `padToSeconds`; nil if no recording reaches its start.
  ///
  /// `share` is the part of the window that the recording holds, 0 to 1.
  package func frames(of window: Window, share: Double = 1) -> Int? {
    guard let frames = window.frames(at: sampleRate) else { return nil }
    let held = share < 1 ? Int((Double(frames.count) * share).rounded(.up)) : frames.count
    let padded = ((padToSeconds ?? 0) * Double(sampleRate)).rounded(.up)
    return max(held, Int(min(max(padded, 0), 0x1p53)))
  }
}
