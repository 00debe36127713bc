import Testing

@testable import Dataset

@Suite
struct LevelTableTests {
  @Test(arguments: [
    (0, true, true, false), (1, true, false, false), (32, true, false, false),
    (33, false, false, false), (32_766, false, false, false), (32_767, false, false, true),
    (32_768, false, false, true),
  ])
  func `a level is silent below −60 dBFS, and full scale if a sample is`(
    peak: Int, isSilent: Bool, isZero: Bool, isFull: Bool
  ) {
    let level = ClipLevel(peak: peak, peakFrame: 0, rms: 0)
    #expect(level.isSilent == isSilent && level.isDigitalSilence == isZero)
    #expect(level.isFullScale == isFull)
    var table = LevelTable()
    table.add(level, label: "kick", source: "studio")
    #expect(table.all.silent == (isSilent ? 1 : 0) && table.all.fullScale == (isFull ? 1 : 0))
    #expect(table.byLabel.count == (isSilent || isFull ? 1 : 0))
  }

  @Test func `tables are in the order of their names`() {
    var table = LevelTable()
    for name: Text in ["b", "a", "c", "a"] {
      table.add(ClipLevel(peak: 0, peakFrame: 0, rms: 0), label: name, source: "z")
    }
    #expect(table.byLabel.map(\.name) == ["a", "b", "c"])
    #expect(table.byLabel.map(\.counts.digitalSilence) == [2, 1, 1])
    #expect(table.bySource.map(\.counts.silent) == [4])
  }
}
