import Foundation
import Glibc

/// The kernel's table of processes.
package enum ProcessTable {
  /// Processes that have `mark`, a `NAME=VALUE`, in their environment and have not ended.
  static func marked(_ mark: String) -> [pid_t] {
    let wanted = Data(mark.utf8)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.sorted().filter { process in
      read("/proc/\(process)/environ").split(separator: 0).contains { $0 == wanted }
    }
  }

  /// The processes that the threads of `process` have started and that have not been reaped.
  package static func children(of process: Int32) -> [Int32] {
    let tasks = "/proc/\(process)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return threads.sorted().flatMap { thread in
      String(decoding: read("\(tasks)/\(thread)/children"), as: UTF8.self)
        .split(separator: " ").compactMap { pid_t($0) }
    }
  }

  /// The worker that an export has started; nil before and between.
  package static func worker(of export: Int32) -> Int32? { children(of: export).first }

  /// The renderers of an export's worker.
  package static func renderers(of export: Int32) -> [Int32] {
    worker(of: export).map(children) ?? []
  }

  /// The words that a process was started with.
  package static func words(of process: Int32) -> String {
    read("/proc/\(process)/cmdline").split(separator: 0)
      .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }

  /// A file of the kernel's has no size: it is read to its end.
  ///
  /// Empty if the process is gone.
  private static func read(_ path: String) -> Data {
    guard let file = FileHandle(forReadingAtPath: path) else { return Data() }
    return (try? file.readToEnd()) ?? Data()
  }
}
