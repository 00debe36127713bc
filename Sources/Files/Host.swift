package import CLinux
import Glibc

/// This machine, as other hosts see it.
package enum Host {
  /// The name of this machine; `unknown` if it has none.
  package static var name: String {
    var text = [CChar](repeating: 0, count: 256)
    guard gethostname(&text, text.count - 1) == 0 else { return "unknown" }
    return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "unknown" }
  }

  /// The arguments of this process, its own name first, and whether they are UTF-8: those that are not contain
  /// U+FFFD.
  ///
  /// Swift reads them from `/proc`, which a bare chroot lacks.
  package static var arguments: [(text: String, isUTF8: Bool)] {
    var arguments: [(text: String, isUTF8: Bool)] = []
    guard var next = clinux_arguments() else { return [] }
    while let text = next.pointee {
      arguments.append((String(cString: text), String(validatingCString: text) != nil))
      next += 1
    }
    return arguments
  }

  /// Differs after each start of the machine: distinguishes a pid of now from an earlier one.
  package static var boot: String {
    let bytes =
      (try? FileSystem.read("/proc/sys/kernel/random/boot_id", limit: 64, sized: false)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
      ?? ""
  }

  /// The PID namespace of this process, usually that of a container; nil if the kernel does not state it.
  ///
  /// After the next start of the machine another one may have the same number.
  package static var pidNamespace: UInt64? {
    (try? FileStatus(of: RawPath("/proc/self/ns/pid"))).map(\.inode)
  }

  /// The start of a process, in clock ticks since the boot; nil if there is no such process, or it is a zombie.
  ///
  /// Throws if that cannot be found out, for example without a free descriptor.
  package static func startTime(of process: pid_t) throws(StorageError) -> Int? {
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try FileSystem.read("/proc/\(process)/stat", limit: 4096, sized: false)
    } catch {
      guard error.kind == .notThere else { throw error }
      return nil
    }
    // The name in parentheses may contain anything; the fields after it are numbers (proc(5)).
    guard let end = bytes.lastIndex(of: 0x29) else { return nil }
    let fields = String(decoding: bytes[(end + 1)...], as: UTF8.self).split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return Int(fields[19])
  }

  /// CPUs that this process may use: its affinity, capped by its cgroup's quota.
  package static var usableCPUs: Int {
    var count = Int(clinux_usable_cpus())
    if let quota = quotaCPUs { count = min(count, quota) }
    return max(count, 1)
  }

  /// `cpu.max` of cgroup v2, or the quota of v1, in whole CPUs rounded up; nil without a limit.
  private static var quotaCPUs: Int? {
    func numbers(_ path: String) -> [Int] {
      let bytes = (try? FileSystem.read(path, limit: 128, sized: false)) ?? []
      return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        .compactMap { Int($0) }
    }
    var limits = numbers("/sys/fs/cgroup/cpu.max")
    if limits.count != 2 {
      limits =
        numbers("/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
        + numbers("/sys/fs/cgroup/cpu/cpu.cfs_period_us")
    }
    guard limits.count == 2, limits[0] > 0, limits[1] > 0 else { return nil }
    return (limits[0] + limits[1] - 1) / limits[1]
  }
}
