import Dataset
import Testing

@Test
func `the reasons to skip an event are in the order in which they apply`() {
  #expect(
    SkipReason.allCases.map(\.rawValue) == [
      "malformed", "no_components", "invalid_onset", "duplicate", "outside_roots", "missing_file",
      "unreadable", "out_of_range", "quarantined",
    ])
}

@Test
func `missing audio is audio that the roots or the recording lack`() {
  #expect(
    SkipReason.allCases.filter(\.isMissingAudio)
      == [.outsideRoots, .missingFile, .unreadable, .outOfRange])
}
