import Cluster
import Dataset
import Files
import Glibc
import Messaging
import RunState

/// What this user, or this container, may have of the machine.
enum MachineLimits {
  static func checks() -> [DoctorCheck] {
    [process, descriptors, threads, memory, stack, fileSize]
  }

  /// True if a socket can be opened: libzmq ends a process that has too few descriptors.
  static var allowSockets: Bool {
    (limits(RLIMIT_NOFILE).hard ?? .max) >= descriptorsOfSocket
  }

  private static let descriptorsOfSocket = 32

  /// The limits of a kind, nil for none.
  private static func limits(_ kind: __rlimit_resource) -> (soft: Int?, hard: Int?) {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(kind.rawValue), &limit) == 0 else { return (nil, nil) }
    // RLIM_INFINITY, which Swift cannot see.
    func shown(_ value: rlim_t) -> Int? { value == .max ? nil : Int(clamping: value) }
    return (shown(limit.rlim_cur), shown(limit.rlim_max))
  }

  /// The limits without which no export starts.
  private static var process: DoctorCheck {
    do throws(RunFailure) {
      try ProcessLimits.check()
    } catch {
      return .problem(.limits, "process", error.description, remedy: "raise that limit")
    }
    return .ok(.limits, "process", "enough open files and address space for an export")
  }

  /// A coordinator needs a descriptor for each worker.
  private static var descriptors: DoctorCheck {
    guard let limit = limits(RLIMIT_NOFILE).hard else {
      return .ok(.limits, "descriptors", "no limit")
    }
    let peers = limit - DescriptorLimit.reserve
    guard peers >= fewestPeers else {
      return .warning(
        .limits, "descriptors",
        "\(limit) open files at most: too few for a coordinator with workers of other hosts",
        remedy: "raise the hard limit to \(DescriptorLimit.reserve + 1024) or more"
          + " (ulimit -Hn, LimitNOFILE=)")
    }
    return .ok(
      .limits, "descriptors",
      "\(limit.grouped) open files at most, enough for a coordinator with"
        + " \((peers - peers / 4).grouped) workers")
  }

  /// A coordinator keeps a quarter of its descriptors for peers that are not admitted yet.
  private static let fewestPeers = 16

  /// An export with a renderer for each CPU: itself, and what it starts.
  private static var threads: DoctorCheck {
    let needed = 1 + ExportProcess.threads(renderers: Host.usableCPUs)
    do throws(ThreadShortage) {
      try ThreadLimit.ensure(needed)
    } catch {
      return .problem(
        .limits, "threads", "could not start \(error.name)", remedy: error.reason)
    }
    let most = ControlGroup.limit("pids.max", formerly: "pids/pids.max")
    let ofGroup = most.map { ", of at most \($0.grouped) in this control group" } ?? ""
    return .ok(
      .limits, "threads", "at least \(needed) more threads and processes can be started\(ofGroup)")
  }

  /// Bytes that a renderer may take while it reads ordinary recordings.
  private static let memoryOfRenderer = 256 << 20

  private static var memory: DoctorCheck {
    let group = ControlGroup.limit("memory.max", formerly: "memory/memory.limit_in_bytes")
    guard let all = [group, ControlGroup.machineMemory].compactMap({ $0 }).min() else {
      return .unknown(
        .limits, "memory", because: "neither /proc/meminfo nor a control group states it")
    }
    let renderers = Host.usableCPUs
    let words = "\(all.bytesInWords) for \(renderers.counted("renderer", "renderers"))"
    guard all / renderers >= memoryOfRenderer else {
      return .warning(
        .limits, "memory", "\(words), one for each CPU",
        remedy: "give fewer --workers, or more memory (\(memoryOfRenderer.bytesInWords) for each)")
    }
    return .ok(.limits, "memory", words)
  }

  /// The program ends at once where the stack may not become large enough, so that it is here.
  private static var stack: DoctorCheck {
    .ok(.limits, "stack", limits(RLIMIT_STACK).soft?.bytesInWords ?? "no limit")
  }

  private static var fileSize: DoctorCheck {
    guard let bytes = limits(RLIMIT_FSIZE).soft else {
      return .ok(.limits, "file size", "no limit")
    }
    return .warning(
      .limits, "file size", "no file may be larger than \(bytes.bytesInWords)",
      remedy: "raise the limit on the size of files (ulimit -f unlimited)")
  }
}

/// What the control group of this process allows, or one above it.
private enum ControlGroup {
  /// The smallest limit on the way up, by its name in version 2, and by its path in version 1; nil for none.
  static func limit(_ name: String, formerly former: String) -> Int? {
    var found = [number("/sys/fs/cgroup/\(former)"), number("/sys/fs/cgroup/\(name)")]
    var group = own
    while !group.isEmpty {
      found.append(number("/sys/fs/cgroup\(group)/\(name)"))
      group = group.contains("/") ? FileSystem.folder(of: group) : ""
      if group == "/" { break }
    }
    // Version 1 states "no limit" as a number near 2^63.
    return found.compactMap { $0 }.filter { $0 < 1 << 60 }.min()
  }

  static var machineMemory: Int? {
    text("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
      .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }.map { $0 << 10 }
  }

  /// The path of this process's group in version 2.
  private static var own: String {
    text("/proc/self/cgroup").split(separator: "\n").first { $0.hasPrefix("0::") }
      .map { String($0.dropFirst(3)) } ?? ""
  }

  private static func number(_ path: String) -> Int? {
    text(path).split(separator: "\n").first.flatMap { Int($0) }
  }

  private static func text(_ path: String) -> String {
    let bytes = (try? FileSystem.read(path, limit: 1 << 14, sized: false)) ?? []
    return String(decoding: bytes, as: UTF8.self)
  }
}
