import ArgumentParser
import Glibc

/// The rate at which a file can be appended to and made durable here.
struct SyncRate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "syncs", abstract: "Appends and syncs, again and again; prints syncs a second.")

  @Argument(help: "A folder on the disk to measure.") var folder: String
  @Option(help: "Bytes of each append.") var bytes = 4096
  @Option(help: "How long, in seconds.") var seconds = 3

  func run() throws {
    let path = "\(folder)/sync-rate.\(getpid())"
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw ValidationError("could not open \(path): \(String(cString: strerror(errno)))")
    }
    defer {
      close(file)
      unlink(path)
    }
    let data = [UInt8](repeating: 0x20, count: bytes)
    let began = ContinuousClock.now
    var count = 0
    while .now - began < .seconds(seconds) {
      guard write(file, data, data.count) == data.count, fdatasync(file) == 0 else {
        throw ValidationError("could not write \(path): \(String(cString: strerror(errno)))")
      }
      count += 1
    }
    print(Int(Double(count) / ((ContinuousClock.now - began) / .seconds(1))))
  }
}
