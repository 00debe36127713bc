import Testing

@testable import Dataset

struct NearestTextTests {
  @Test(
    arguments: [
      ("sample-rte", "sample-rate"), ("SAMPLE_RATE", "sample-rate"), ("smaple-rate", "sample-rate"),
      ("limt", "limit"), ("kcik", "kick"), ("snares", "snare"), ("kick", "kick"),
    ] as [(Text, Text)])
  func `a misspelling finds the intended word`(given: Text, meant: Text) {
    #expect(given.nearest(among: ["limit", "kick", "snare", "sample-rate", "sample"]) == meant)
  }

  @Test(arguments: ["xyz", "", "manifest", "bundle", "snowboard"] as [Text])
  func `nothing is suggested for a word that is like no other`(given: Text) {
    #expect(given.nearest(among: ["limit", "kick", "snare", "sample-rate"]) == nil)
  }

  @Test
  func `the first of equally near words is suggested, and nothing without candidates`() {
    #expect(Text("tom").nearest(among: ["tim", "tam"]) == "tim")
    #expect(Text("tom").nearest(among: ["tam", "tim"]) == "tam")
    #expect(Text("tom").nearest(among: []) == nil)
  }
}
