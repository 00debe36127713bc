import Glibc
import Scheduling
import Testing

@testable import Cluster
@testable import Export

@Suite struct ProgressPageTests {
  @Test func `a fresh page names no event`() throws {
    let page = try ProgressPage()
    #expect(page.position == nil)
    #expect(page.ordinal == nil)
    #expect(page.finished == 0)
  }

  @Test func `one side reads the marks of the other`() throws {
    let worker = try ProgressPage()
    let renderer = try ProgressPage(inherited: dup(worker.descriptor))
    renderer.mark(position: 0, ordinal: 41)
    #expect(worker.position == 0)
    #expect(worker.ordinal == 41)
    renderer.finish(3, clips: 4, skipped: 1)
    renderer.mark(position: 7, ordinal: 48)
    #expect(worker.position == 7)
    #expect(worker.finished == 3)
    #expect(worker.gains == Gains(clips: 4, skipped: 1))
    #expect(worker.beat == 3)
    worker.clear()
    #expect(renderer.gains == Gains())
    #expect(renderer.position == nil)
    #expect(renderer.beat == 0)
  }

  @Test func `a decoder's progress moves the beat and nothing else`() throws {
    let worker = try ProgressPage()
    let renderer = try ProgressPage(inherited: dup(worker.descriptor))
    renderer.mark(position: 2, ordinal: 3)
    for beat in 2...5 {
      renderer.breathe()
      #expect(worker.beat == beat)
      #expect(worker.position == 2)
      #expect(worker.ordinal == 3)
      #expect(worker.finished == 0)
    }
  }

  @Test func `a descriptor that is not a page of memory is an error`() {
    #expect(throws: (any Error).self) { _ = try ProgressPage(inherited: -1) }
  }
}
