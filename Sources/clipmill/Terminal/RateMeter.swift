import Glibc

/// Events a second, over the last ten seconds or so.
struct RateMeter {
  private var points: [(seconds: Double, events: Int)] = []
  private static let span = 10.0

  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  mutating func note(events: Int) {
    let now = Self.seconds
    points.append((now, events))
    while points.count > 2, points[1].seconds < now - Self.span { points.removeFirst() }
  }

  var perSecond: Double {
    guard let first = points.first, let last = points.last, last.seconds > first.seconds else {
      return 0
    }
    return max(Double(last.events - first.events), 0) / (last.seconds - first.seconds)
  }
}
