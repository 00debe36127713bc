import Bundle
import Dataset
import Files
import TestSupport
import Testing

@testable import RunState

/// A resume's findings about earlier runs.
@Suite
struct RunHistoryTests {
  private let folder = ScratchFolder()
  private var layout: BundleLayout { BundleLayout(folder.path("bundle")) }

  /// The journal of the first epoch, with these records and no others.
  private func journal(_ records: String...) throws -> String {
    try FileSystem.makeDirectories(layout.state)
    let path = layout.journal(Epoch(1))
    try FileSystem.remove(path)
    var journal = try Journal(creating: path)
    for record in records { journal.append(Array(record.utf8)) }
    try journal.sync()
    return path
  }

  @Test(arguments: [
    (1, #"{"started":{"_0":{"epoch":1}}}"#), (1, #"{"ended":7}"#), (2, #"{"version":2}"#),
  ])
  func `run state of another version is refused with advice`(
    version: Int, first: String
  ) throws {
    _ = try journal(first, #"{"new":1}"#)
    #expect {
      _ = try RunHistory.read(layout)
    } throws: { error in
      guard let failure = error as? RunFailure, failure.kind == .cannotMake else { return false }
      return [
        layout.root, layout.state, "run state of version \(version)", "reads version 3",
        "the version of clipmill that began the bundle", "--overwrite",
      ].allSatisfy { failure.description.contains($0) }
    }
  }

  @Test func `a run that had only just begun its journal has no past`() throws {
    _ = try journal()
    #expect(try RunHistory.read(layout)?.past.isEmpty == true)
    _ = try journal(#"{"version":3}"#)
    #expect(try RunHistory.read(layout)?.past.isEmpty == true)
  }

  @Test func `a record of an unknown kind is refused with advice`() throws {
    for record in [
      #"{"begun":{"epoch":1}}"#, #"{"synced":"x"}"#, #"{"synced":1,"ended":2}"#, "7",
    ] {
      let path = try journal(#"{"version":3}"#, record)
      #expect {
        _ = try RunHistory.read(layout)
      } throws: { error in
        let words = (error as? StorageError)?.description ?? ""
        return [path, "no known kind", "another version of clipmill", "--overwrite"]
          .allSatisfy { words.contains($0) }
      }
    }
  }
}
