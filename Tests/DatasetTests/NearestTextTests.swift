import Testing

@testable import Dataset

struct NearestTextTests {
  @Test(
    arguments: [
      ("sample-rte", "sample-rate"), ("SAMPLE_RATE", "sample-rate"), ("smaple-rate", "sample-rate"),
      ("limt", "limit"), ("kcik", "kick"), ("snares", "snare"), ("kick", "kick"),
    ] as [(Text, Text)])
  func `a slip of the pen finds what was meant`(given: Text, meant: Text) {
    #expect(given.nearest(among: ["limit", "kick", "snare", "sample-rate", "sample"]) == meant)
  }

  @Test(arguments: ["xyz", "", "manifest", "bundle", "snowboard"] as [Text])
  func `nothing is suggested for what is like nothing`(given: Text) {
    #expect(given.nearest(among: ["limit", "kick", "snare", "sample-rate"]) == nil)
  }

  @Test
  func `of equally near ones the first is taken, and no candidate is no suggestion`() {
    #expect(Text("tom").nearest(among: ["tim", "tam"]) == "tim")
    #expect(Text("tom").nearest(among: ["tam", "tim"]) == "tam")
    #expect(Text("tom").nearest(among: []) == nil)
  }
}
