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

  @Test(arguments: [[], ["--layout", "tar"]])
  func `storage that cannot rename is named before anything is planned, and nothing is left there`(
    flags: [String]
  ) throws {
    let corpus = try SmallCorpus(events: 6, seed: 4)
    let objects = try corpus.scratch.makeFolder("objects")
    let environment = try Harm.environment(of: "objects", ["FAULTS_OBJECTS": objects])
    let words =
      "cannot rename files (Function not implemented), and files of a bundle take their names that"
      + " way (export to another file system, with --layout tar for few files, and copy the"
      + " finished bundle"
    func expectNothing(_ bundle: String, _ more: [String], _ folder: String) throws {
      let result = try Program.export(
        corpus.manifest, bundle, flags + more, environment: environment)
      expectRefusal(result, code: 73, "the storage of \(folder) \(words)")
      #expect(FolderTree.paths(objects) == [])
      #expect(!FileManager.default.fileExists(atPath: bundle))
    }
    let (bundle, state) = ("\(objects)/bundle", corpus.scratch.file("state"))
    try expectNothing(bundle, [], "\(bundle)/.clipmill")
    // Run state elsewhere does not help: clips and documents are renamed, too.
    try expectNothing(bundle, ["--state", state], "\(bundle)/.clipmill")
    #expect(!FileManager.default.fileExists(atPath: state))
    let inside = "\(objects)/state"
    try expectNothing(corpus.scratch.file("bundle"), ["--state", inside], inside)
    let found = try Program.run(["doctor", objects, "--json"], environment: environment)
    #expect(found.code == 1)
    #expect(found.output.contains("could not rename"), "\(found.output)")
  }
}
