import Files
import Glibc
import Testing

/// Which of these signals count, each sent so many milliseconds after the start.
private func counting(_ signals: [(Int32, Int)]) -> [Bool] {
  let start = ContinuousClock.now
  var stops = StopCount()
  let counts = signals.map { stops.note($0.0, at: start + .milliseconds($0.1)) }
  #expect(stops.count == counts.count { $0 })
  return counts
}

@Test
func `two SIGTERM within a second are one`() {
  let sent = [0, 0, 300, 999, 1000].map { (SIGTERM, $0) }
  #expect(counting(sent) == [true, false, false, false, true])
}

@Test
func `a signal that a person types always counts`() {
  #expect(counting([(SIGINT, 0), (SIGINT, 0)]) == [true, true])
  #expect(counting([(SIGTERM, 0), (SIGINT, 0)]) == [true, true])
}
