import Dataset
import Testing

@Suite
struct WindowTests {
  @Test(arguments: [
    (80.0, 200.0, nil, 0.28), (80, 200, 9, 0.28), (-5, 200, nil, 0.2), (80, -1, nil, 0.08),
    (0, 0, 1.5, 1.5), (0, 0, 0, 0.5), (0, 0, -2, 0.5), (0, 0, nil, 0.5), (-1, -1, 0.25, 0.25),
    (-0.0, 0, nil, 0.5),
  ])
  func `the length is pre and post, else the stated one, else half a second`(
    pre: Double, post: Double, stated: Double?, seconds: Double
  ) {
    #expect(Window(onset: 1, pre: pre, post: post, durationSeconds: stated).duration == seconds)
  }

  @Test
  func `a start that is clamped at 0 does not shorten the window`() {
    #expect(Window(onset: 0.03).frames(at: 44_100) == FrameWindow(start: 0, count: 12_349))
    #expect(Window(onset: -0.1).frames(at: 44_100) == FrameWindow(start: 0, count: 12_349))
  }

  @Test(arguments: [
    (0x1p53, false), (0x1p53.nextDown, true), (1e300, false), (-1e300, false),
    (-0.01, false), (-0.009, true),
  ])
  func `a start at frame 2⁵³ or later, and an end before the recording, are out of range`(
    onset: Double, isInRange: Bool
  ) {
    let window = Window(onset: onset, pre: 0, post: 10)
    #expect((window.frames(at: 1) != nil) == isInRange)
  }

  @Test(arguments: [1e300, .greatestFiniteMagnitude])
  func `a window of absurd length is capped before it overflows`(post: Double) {
    #expect(
      Window(onset: 1, pre: 0, post: post).frames(at: 44_100)
        == FrameWindow(start: 44_100, count: 1 << 53))
    let infinite = Window(onset: 0, pre: post, post: post)
    #expect(infinite.frames(at: 44_100) == FrameWindow(start: 0, count: 1 << 53))
  }
}
