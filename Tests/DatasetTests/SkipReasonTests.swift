import Dataset
import Testing

@Test
func `the reasons to skip an event stand in the order in which they apply`() {
  #expect(
    SkipReason.allCases.map(\.rawValue) == [
      "malformed", "no_components", "invalid_onset", "duplicate", "outside_roots", "missing_file",
      "unreadable", "out_of_range", "quarantined",
    ])
}

@Test
func `missing audio is what the roots or the recording do not give`() {
  #expect(
    SkipReason.allCases.filter(\.isMissingAudio)
      == [.outsideRoots, .missingFile, .unreadable, .outOfRange])
}
