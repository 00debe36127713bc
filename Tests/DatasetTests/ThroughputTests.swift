import Dataset
import Testing

struct ThroughputTests {
  @Test func `one count is not yet a rate`() {
    var rate = Throughput(over: 10_000, every: 0)
    #expect(rate.perSecond == 0)
    rate.note(1000, at: 5000)
    #expect(rate.perSecond == 0)
    #expect(rate.seconds(for: 10) == nil)
  }

  @Test func `the time left is whole seconds, rounded up`() {
    var rate = Throughput(over: 10_000, every: 0)
    rate.note(0, at: 0)
    rate.note(50, at: 2000)
    #expect(rate.perSecond == 25)
    #expect(rate.seconds(for: 26) == 2)
  }

  @Test func `a count from before the span is forgotten, but two are kept`() {
    var rate = Throughput(over: 10_000, every: 0)
    for second in 0...20 { rate.note(second < 10 ? 0 : 100 * (second - 10), at: 1000 * second) }
    #expect(rate.perSecond == 1000.0 / 11)
    rate.note(1000, at: 120_000)
    #expect(rate.perSecond == 0)
  }

  @Test func `a count too soon after the last one is ignored`() {
    var rate = Throughput(over: 60_000, every: 900)
    rate.note(0, at: 0)
    rate.note(1000, at: 899)
    #expect(rate.perSecond == 0)
    rate.note(900, at: 900)
    #expect(rate.perSecond == 1000)
  }

  @Test func `a count that falls is not a rate below 0`() {
    var rate = Throughput(over: 10_000, every: 0)
    rate.note(10, at: 0)
    rate.note(0, at: 1000)
    #expect(rate.perSecond == 0)
  }
}
