import Foundation
import Glibc

/// A file system that takes names which differ in case only for one (exFAT, by FUSE); unmounted when the
/// test lets go of it.
package final class FoldingDisk {
  private let scratch: Scratch
  /// The mount point.
  package let path: String

  /// Makes one of 64 MiB; throws if the tools or the rights are missing.
  package init() throws {
    scratch = try Scratch()
    path = try scratch.makeFolder("disk")
    // Its daemon does not belong to the processes that must end with their parent.
    let script = """
      truncate -s 64M "$1.img" && mkfs.exfat "$1.img" && loop=$(losetup -f --show "$1.img") &&
      { env -i "PATH=$PATH" mount.exfat-fuse "$loop" "$1"; code=$?; losetup -d "$loop"; exit $code; }
      """
    let made = try RunningProcess(
      ["/bin/sh", "-c", script, "sh", path],
      environment: ["PATH": "/usr/sbin:/sbin:/usr/bin:/bin"]
    ).wait()
    guard made.code == 0 else { throw SupportError("no exFAT here: \(made.errors)") }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// True if this process may have one.
  package static let isPossible = (try? FoldingDisk()) != nil
}
