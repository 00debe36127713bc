import Bundle
import Dataset
import Files
import Glibc
import RunState
import Scheduling
import TestSupport
import Testing

/// The place of a new bundle, given back if the bundle fails.
@Suite
struct BundlePlaceTests {
  private let folder = ScratchFolder()

  private func place(overwrite: Bool = false) throws -> BundlePlace {
    try BundlePlace(
      BundleLayout(folder.path("a/bundle")), overwrite: overwrite, resume: false,
      requireFree: { _ in })
  }

  @Test
  func `a place that is given back leaves nothing, nor the folders made for it`() throws {
    try place().giveBack()
    #expect(folder.status("a") == nil)
  }

  @Test
  func `files that others put into a place meanwhile stay when it is given back`() throws {
    let place = try place()
    folder.write("a/bundle/notes/mine.txt", "precious")
    try place.giveBack()
    #expect(folder.files() == ["a/bundle/notes/mine.txt"])
  }

  @Test
  func `an older bundle whose place is taken meanwhile is kept, and its new place is reported`()
    throws
  {
    folder.write("a/bundle/metadata.json", "old")
    let place = try place(overwrite: true)
    folder.write("a/bundle/mine.txt", "precious")
    #expect(throws: StorageError.self) { try place.giveBack() }
    let older = "\(folder.path)/a/bundle.replaced-\(getpid())"
    #expect(
      place.leftBehind
        == "the older bundle is at \(older): move it back to \(folder.path("a/bundle")) by hand")
    #expect(try FileSystem.read("\(older)/metadata.json") == Array("old".utf8))
  }

  @Test
  func `files that others put into the older bundle while the new one is planned stay in it`()
    throws
  {
    folder.write("a/bundle/metadata.json", "old")
    var place = try place(overwrite: true)
    let older = folder.path("a/bundle.replaced-\(getpid())")
    folder.write("a/bundle.replaced-\(getpid())/train/mine.txt", "precious")
    #expect(
      try place.settle()
        == "the replaced bundle is kept at \(older): it holds what no export made: train/mine.txt")
    #expect(try FileSystem.names(in: older) == ["metadata.json", "train"])
  }

  @Test
  func `run state behind a link is refused, and no file is made there`() throws {
    folder.makeDirectory("bundle")
    folder.makeDirectory("elsewhere")
    #expect(symlink("../elsewhere", folder.path("bundle/.clipmill")) == 0)
    #expect {
      _ = try Ownership.claim(
        BundleLayout(folder.path("bundle")),
        run: try #require(RunID(String(repeating: "a", count: 32))),
        epoch: Epoch(1), takeOver: false, check: {}, notice: { _ in })
    } throws: {
      "\($0)".contains(
        "bundle/.clipmill is a link to ../elsewhere, and run state must lie in the bundle")
    }
    #expect(folder.files(under: "elsewhere") == [])
  }
}
