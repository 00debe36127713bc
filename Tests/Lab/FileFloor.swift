import ArgumentParser
import Glibc

/// The speed of the file system alone: files are made, filled and closed.
struct FileFloor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Makes files in folders of 4,096, and nothing else.")

  @Argument(help: "A folder to make.") var folder: String
  @Option(help: "How many files.") var count = 10_000
  @Option(help: "Bytes of each.") var bytes = 24_742
  @Flag(help: "Make each under another name first, and rename it.") var rename = false

  func run() throws {
    try require(mkdir(folder, 0o777) == 0, folder)
    let data = [UInt8](repeating: 0, count: bytes)
    for number in 0..<count {
      let part = "\(folder)/\(number >> 12)"
      if number % 4096 == 0 { try require(mkdir(part, 0o777) == 0, part) }
      let path = "\(part)/\(number).wav"
      let made = rename ? "\(folder)/made" : path
      let file = open(made, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      try require(file >= 0 && write(file, data, bytes) == bytes, path)
      close(file)
      if rename { try require(Glibc.rename(made, path) == 0, path) }
    }
  }

  private func require(_ holds: Bool, _ path: String) throws {
    if !holds {
      throw ValidationError("could not make \(path): \(String(cString: strerror(errno)))")
    }
  }
}
