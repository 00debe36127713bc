import Dataset
import Testing

@Test(arguments: [
  (44_100, "44.1 kHz"), (48_000, "48 kHz"), (8000, "8 kHz"), (44_056, "44.056 kHz"),
  (22_050, "22.05 kHz"), (500, "0.5 kHz"), (1, "0.001 kHz"),
])
func `a sample rate is given in kilohertz, without zeros at its end`(hertz: Int, words: String) {
  #expect(Numbers.rate(hertz) == words)
}

@Test
func `numbers of a column have as many places, and a change has its sign`() {
  #expect(
    [0.25, 1, 0.0004, 0.99951].map(Numbers.fraction) == ["0.250", "1.000", "0.000", "1.000"])
  #expect([0.5, -0.25, 0, -0.0001].map(Numbers.change) == ["+0.500", "-0.250", "0.000", "0.000"])
  #expect([0.012, -0.5, 0, 0.0004].map(Numbers.points) == ["+1.2", "-50.0", "0.0", "0.0"])
  #expect([3, 0.5, 0.00012].map(Numbers.amount) == ["3", "0.5000", "0.0001"])
}

@Test(arguments: [
  (-0.0, "0.0 ms"), (-0.04, "0.0 ms"), (0, "0.0 ms"), (-0.05, "-0.1 ms"), (-30.13, "-30.1 ms"),
  (30.06, "30.1 ms"), (1200, "1200.0 ms"),
])
func `milliseconds have one place, and zero has no sign`(value: Double, words: String) {
  #expect(Numbers.milliseconds(value) == words)
}

@Test(arguments: [1e300, -1e300, .infinity, .nan, 1e12])
func `a number that is too large for decimal places is shown without them`(value: Double) {
  #expect(Numbers.fraction(value) == "\(value)")
}
