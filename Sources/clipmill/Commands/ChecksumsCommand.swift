import ArgumentParser
import Cluster
import Dataset
import Files
import Integrity
import RunState
import Survey
import Terminal

struct ChecksumsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checksums",
    abstract: "Writes the checksum manifest of a folder, for integrity and sha256sum.")

  @Argument(help: "The folder whose files are hashed.", completion: .directory)
  var root: String

  @Argument(
    help: "The manifest to write; an older one is replaced, any other file is not.",
    completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp(
      "How progress is shown; auto is live on a terminal, else plain.", valueName: "how"))
  var progress = ProgressStyle.auto

  @OptionGroup var noise: QuietFlag

  func validate() throws {
    guard !root.isEmpty, !output.isEmpty else {
      throw ValidationError(
        "the name of the \(root.isEmpty ? "folder" : "manifest") is empty"
          + " (an unset variable of the shell?)")
    }
  }

  func run() throws {
    try OutputForm.checksums.requireReplaceable(output, output)
    var request = ChecksumRequest(root: root, output: output)
    request.threads = Host.usableCPUs
    let began = Clock.milliseconds
    let result = try write(request)
    tell(result.leftOut.first, of: result.leftOut.count, "excluded", level: "note")
    tell(
      result.unreadable.first, of: result.unreadable.count, "could not be read", level: "clipmill")
    guard result.unreadable.count == 0 else {
      Output.error(
        "clipmill: \(result.unreadable.count.counted("file or folder", "files or folders"))"
          + " could not be read, so \(output.visible) was not written")
      throw ArgumentParser.ExitCode(ExitCode.problems)
    }
    let seconds = Double(max(Clock.milliseconds - began, 1)) / 1000
    let rate = Int(Double(result.progress.bytes) / seconds).bytesInWords
    try Output.result(
      "\(output.visible): \(result.progress.files.counted("file", "files")),"
        + " \(result.progress.bytes.bytesInWords) in \(Numbers.duration(seconds)), \(rate)/s\n")
  }

  private func write(_ request: ChecksumRequest) throws -> ChecksumResult {
    let watch = try HashingProgress(noise.style(progress))
    defer { watch.end() }
    do {
      return try ChecksumWriter.write(request) { at in
        try watch.look(
          .init(root.visible, files: at.files, bytes: at.bytes, done: at.files, of: at.expected),
          unfinished: root.visible)
      }
    } catch let fault as ChecksumFault {
      switch fault {
      case .root: throw RunFailure(.notThere, fault.description)
      case .output: throw RunFailure(.cannotMake, "\(fault) (name a file)")
      }
    } catch {
      throw RunFailure(error)
    }
  }

  private func tell(
    _ omissions: [ChecksumResult.Omission], of total: Int, _ words: String, level: String
  ) {
    for omission in omissions {
      let path = omission.path.description.visible
      Output.error("\(level): \(path.isEmpty ? root : path) \(words): \(omission.words)")
    }
    if total > omissions.count {
      Output.error("\(level): and \((total - omissions.count).grouped) more \(words)")
    }
  }
}
