import Bundle
import Dataset
import Files
import Glibc
import JSON
import TestSupport
import Testing

@testable import Cluster
@testable import Export

/// The status from the files during work in which a coordinator answers nobody: planning, merging.
@Suite
struct StatusFilesTests {
  private let folder = ScratchFolder()
  private var layout: BundleLayout { BundleLayout(folder.path("bundle")) }

  /// The state for figures of epoch 2 that are a minute old, if this one owns the bundle.
  private func state(
    _ figures: String, epoch: Int = 2, host: String = Host.name, beatAge: Int = 0,
    _ change: (inout OwnerRecord) -> Void = { _ in }
  ) throws -> String? {
    var document = StatusDocument()
    document.state = figures
    document.epoch = 2
    document.written = Int(time(nil)) - 60
    try FileSystem.replace(layout.status, with: document.json)
    var owner = OwnerRecord(
      run: try #require(RunID(String(repeating: "a", count: 32))), epoch: Epoch(epoch), host: host,
      boot: Host.boot, pid: Int(getpid()), pidNamespace: Host.pidNamespace,
      started: try #require(try Host.startTime(of: getpid())),
      endpoint: nil, beat: 1)
    change(&owner)
    try JSONFile.write(owner, to: layout.owner)
    let beaten = time(nil) - beatAge
    var times = [timespec(tv_sec: beaten, tv_nsec: 0), timespec(tv_sec: beaten, tv_nsec: 0)]
    #expect(utimensat(AT_FDCWD, layout.owner, &times, 0) == 0)
    var troubles: [String] = []
    let state = StatusFiles(layout, owner: owner).read(&troubles)?.state
    #expect(troubles == [])
    return state
  }

  @Test func `a run whose owner cannot be read is stopped when its figures stand still`() throws {
    for (age, state) in [(0, "running"), (60, "stopped")] {
      var document = StatusDocument()
      document.state = "running"
      document.written = Int(time(nil)) - age
      try FileSystem.replace(layout.status, with: document.json)
      var troubles = ["could not open it: Permission denied"]
      #expect(StatusFiles(layout, owner: nil).read(&troubles)?.state == state)
      var none: [String] = []
      #expect(StatusFiles(layout, owner: nil).read(&none)?.state == "stopped")
    }
  }

  @Test func `a coordinator that merges for long is not called stopped`() throws {
    #expect(try state("merging", beatAge: 600) == "merging")
    #expect(try state("merging", host: "another-host", beatAge: 5) == "merging")
    #expect(try state("merging", host: "another-host", beatAge: 60) == "stopped")
    #expect(try state("merging", beatAge: 5) { $0.pidNamespace? += 1 } == "merging")
    #expect(try state("merging", beatAge: 60) { $0.pidNamespace? += 1 } == "stopped")
    #expect(try state("merging") { $0.started += 1 } == "stopped")
    #expect(try state("merging") { $0.isReleased = true } == "stopped")
  }

  @Test func `the owner record has an endpoint of null if nobody listens`() throws {
    _ = try state("planning")
    let text = String(decoding: try FileSystem.read(layout.owner, limit: 4096), as: UTF8.self)
    #expect(text.contains(#""endpoint":null"#))
    #expect(try OwnerRecord.read(layout).endpoint == nil)
    let without = text.replacing(#""endpoint":null,"#, with: "")
    try FileSystem.replace(layout.owner, with: Array(without.utf8))
    #expect(try OwnerRecord.read(layout).endpoint == nil)
  }

  @Test func `the owner of a resumed run is planning until it reports more`() throws {
    #expect(try state("interrupted", epoch: 3) == "planning")
    #expect(try state("interrupted", epoch: 3) { $0.started += 1 } == "interrupted")
    #expect(try state("interrupted") == "interrupted")
  }
}
