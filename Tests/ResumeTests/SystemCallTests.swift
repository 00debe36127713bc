import Foundation
import Glibc
import TestSupport
import Testing

/// Exports whose coordinator is killed at the entry of its n-th system call of a kind.
///
/// `CALLS=50 swift test --filter SystemCallTests` tries more of them.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
struct SystemCallTests {
  private static let undisturbed = Result { try Resumed(events: 120, seed: 6) }

  /// Those that decide what is on disk, with how often an export makes them, about.
  private static let calls = [
    ("rename", 20), ("fsync", 60), ("fdatasync", 60), ("unlink", 20), ("mkdir", 8), ("write", 90),
    ("openat", 300), ("sendto", 30),
  ]

  private static let seeds: ClosedRange<UInt64> = {
    1...(ProcessInfo.processInfo.environment["CALLS"].flatMap { UInt64($0) } ?? 4)
  }()

  @Test(arguments: seeds)
  func `a coordinator killed at a system call loses nothing that was committed`(
    seed: UInt64
  ) throws {
    let lab = try Self.undisturbed.get()
    var random = SeededNumbers(seed: seed)
    let bundle = lab.place("call-\(seed)")
    let (call, count) = Self.calls[Int(seed) % Self.calls.count]
    for attempt in 0...1 {
      let number = 1 + random.below(count)
      let flags = attempt == 0 ? lab.flags : lab.flags + ["--resume"]
      let victim = try RunningProcess(
        [
          "/usr/bin/strace", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
          "inject=\(call):signal=SIGKILL:when=\(number)", Program.clipmill,
        ] + Program.exportArguments(lab.manifest, bundle, flags))
      let end = try victim.wait()
      // It may have done with fewer calls. Its workers end by themselves.
      #expect(end.signal == SIGKILL || end.code == 0, "\(call) \(number): \(end.errors)")
      #expect(end.leftovers == [], "\(call) \(number)")
    }
    try lab.expectUndisturbed(try lab.resume(bundle, lab.flags), bundle)
    try FileManager.default.removeItem(atPath: bundle)
  }
}
