import Foundation
import TestSupport
import Testing

/// An output that can never take what an export would write: no retry helps, and none is recommended.
@Suite
struct OutputRefusedTests {
  @Test
  func `a limit on the size of files ends an export at once, without a resume`() throws {
    let corpus = try SmallCorpus(events: 60, seed: 4)
    let bundle = corpus.scratch.file("limited")
    let words = [Program.clipmill] + Program.exportArguments(corpus.manifest, bundle)
    // The shell counts in 512 or 1024 bytes; a clip of the corpus has more than either.
    let result = try RunningProcess(
      ["/bin/sh", "-c", "ulimit -f 12; exec \"$@\"", "sh"] + words
    ).wait()
    expectRefusal(
      result, code: 74, "File too large",
      "raise the limit on the size of files, which ulimit -f shows, or choose another file system")
    #expect(!result.errors.contains("resume with:"))
    #expect(result.leftovers == [])
  }
}
