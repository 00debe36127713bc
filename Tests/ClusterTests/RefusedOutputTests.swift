import Files
import Glibc
import RunState
import Scheduling
import Testing

@testable import Export

/// The words of a run that ends because its output can never take a file.
@Suite
struct RefusedOutputTests {
  @Test(arguments: [
    (
      FailureClass.nameRefused, RunFailure.Kind.cannotMake,
      "/b cannot hold all clips: could not (export to another file system, or change the event's id)"
    ),
    (
      .outputReadOnly, .cannotMake,
      "/b cannot be written any more: could not (mount it writable, or choose another place)"
    ),
    (
      .fileTooLarge, .output,
      "/b cannot hold all clips: could not (raise the limit on the size of files, which ulimit -f"
        + " shows, or choose another file system)"
    ),
  ])
  func `each refusal says what to do`(kind: FailureClass, end: RunFailure.Kind, words: String) {
    let failure = RunFailure(.outputImpossible(kind, words: "could not"), bundle: "/b")
    #expect(failure?.kind == end)
    #expect(failure?.description == words)
    #expect(failure?.isResumable == false)
  }

  @Test
  func `names that clash end a run before anything is rendered`() {
    let failure = RunFailure(clash: "1 name is too long", in: "/b")
    #expect(failure.kind == .cannotMake)
    #expect(!failure.isResumable)
    #expect(
      failure.description
        == "/b cannot hold all clips: 1 name is too long (export to another file system, or change the ids"
        + " of these events); nothing was rendered")
  }

  @Test
  func `a run whose output had no room can be resumed`() {
    let failure = RunFailure(.outputFull, bundle: "/b")
    #expect(failure?.kind == .output)
    #expect(failure?.description == "no room for /b (make room, then resume)")
    #expect(failure?.isResumable == true)
  }

  @Test(arguments: [
    (
      ENAMETOOLONG, RunFailure.Kind.cannotMake,
      "could not open /b: File name too long (choose a shorter name, or another file system)"
    ),
    (
      EFBIG, .output,
      "could not open /b: File too large (raise the limit on the size of files, which ulimit -f shows, or"
        + " choose another file system)"
    ),
    (
      EROFS, .cannotMake,
      "could not open /b: Read-only file system (choose a place that can be written)"
    ),
  ])
  func `no resume is recommended if the cause stays`(
    code: Int32, end: RunFailure.Kind, words: String
  ) {
    let failure = RunFailure(StorageError("open", "/b", code: code))
    #expect(failure.kind == end)
    #expect(failure.description == words)
    #expect(!failure.isResumable)
  }
}
