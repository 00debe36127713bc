import Bundle
import Cluster
import Files
import Glibc
import Integrity
import RunState

/// The form of a command's output in a file that a user names; an existing file is replaced only if it is
/// recognisably of the same form.
///
/// A word too many, or a pattern of the shell, could otherwise name a recording, a manifest or a settings file. Links
/// are followed, and several names of one file are one file.
enum OutputForm {
  /// Lines with times, as in `--log-file` and a worker's `--log`.
  case log
  /// `metadata.json` of an export, or the report of a verification.
  case summary
  case durations
  case metrics
  case health
  case healthPage
  case checksums
  /// Of `status --prometheus`, written again and again.
  case prometheus
  /// Of `import`; the flag that allows replacing one says that it is a manifest.
  case manifest
  /// Of `reproduce --keep`: an existing file may be a recording.
  case sound

  /// Throws with 73 if the path has something of another form; nothing was written then.
  ///
  /// `subject` is the flag or the argument, and the path as it was given.
  func requireReplaceable(_ path: String, _ subject: String) throws(RunFailure) {
    let place = FileSystem.resolved(FileSystem.absolute(path))
    // A pipe, socket or device holds nothing.
    let size = FileSystem.size(place) ?? 0
    // Logs of workers lie among a bundle's run state, and checksums are one of its files.
    let mayBelong = self == .log || self == .checksums && size == 0
    if !mayBelong, let bundle = BundleLayout.owning(place) {
      throw RunFailure(
        .cannotMake, "\(subject) is a file of the bundle \(bundle.root) (name another file)")
    }
    if size == 0 { return }
    let head: [UInt8]
    do throws(StorageError) {
      head = try FileSystem.read(place, from: 0, byteCount: min(size, Self.headSize))
    } catch {
      throw RunFailure(.cannotMake, "\(subject) exists: \(error) (name another file)")
    }
    guard isOfThis(head, isWhole: head.count == size) else {
      throw RunFailure(
        .cannotMake,
        "\(subject) exists and is not \(words), and no other file is replaced"
          + " (name another file, or move it away)")
    }
  }

  /// Bytes that are read; output of decoders may fill the beginning of a worker's log.
  private static let headSize = 1 << 20

  /// Writes a document of finished work, if an existing file may be replaced.
  ///
  /// A link stays and leads to it; a device or pipe is written to, never replaced.
  func write(_ document: [UInt8], to path: String, _ subject: String) throws(RunFailure) {
    try requireReplaceable(path, subject)
    do throws(StorageError) {
      let path = FileSystem.resolved(FileSystem.absolute(path))
      if FileSystem.exists(path), FileSystem.size(path) == nil {
        let file = try Descriptor(opening: path, O_WRONLY | O_NONBLOCK)
        _ = fcntl(file.number, F_SETFL, 0)
        try file.write(document)
      } else {
        try FileSystem.replace(path, with: document)
      }
    } catch {
      throw RunFailure(.output, error.description)
    }
  }

  private var words: String {
    switch self {
    case .log: "a log of clipmill"
    case .summary: "a summary or a report of an earlier export or verification"
    case .durations: "an earlier table of durations"
    case .metrics: "an earlier snapshot of metrics"
    case .health: "an earlier health report"
    case .healthPage: "an earlier health page"
    case .checksums: "a list of SHA-256 checksums"
    case .prometheus: "earlier metrics of a run"
    case .manifest: "a manifest of events"
    case .sound: "an empty file"
    }
  }

  // MARK: What is recognised

  private func isOfThis(_ head: [UInt8], isWhole: Bool) -> Bool {
    switch self {
    case .log: return Self.lines(of: head, isWhole).contains(where: Self.isLogged)
    case .summary:
      return Self.isObject(head, of: "format_version", "generator")
        || Self.isObject(head, of: "manifest", "manifest_sha256")
    case .durations: return head.starts(with: "\(DurationTable.head)\n".utf8)
    case .metrics: return Self.isObject(head, of: "num_events", "num_sessions")
    case .health: return Self.isObject(head, of: "passed", "gates")
    case .healthPage:
      return head.starts(with: "<!DOCTYPE html>".utf8) && Self.holds(head, "<title>Health of ")
    case .checksums:
      return Self.lines(of: head, isWhole).allSatisfy { line in
        do { return try ChecksumLine(parsing: line) != nil } catch { return false }
      }
    case .prometheus: return head.starts(with: "# HELP clipmill_".utf8)
    case .sound: return false
    case .manifest:
      return ["audio_path", "onset_time", "components"]
        .contains { Self.isObject(head, of: nil, $0) }
    }
  }

  /// The complete lines; a text without a line end is one line.
  private static func lines(of head: [UInt8], _ isWhole: Bool) -> [ArraySlice<UInt8>] {
    var lines = head.split(separator: 0x0A)
    if !isWhole, lines.count > 1 { lines.removeLast() }
    return lines
  }

  /// True if it begins like a JSON object with this first key, and has another key.
  private static func isObject(_ head: [UInt8], of first: String?, _ key: String) -> Bool {
    func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    let text = head.drop(while: isSpace)
    guard text.first == UInt8(ascii: "{") else { return false }
    let rest = text.dropFirst().drop(while: isSpace)
    return rest.starts(with: "\"\(first ?? "")".utf8) && holds(head, "\"\(key)\"")
  }

  private static func holds(_ head: [UInt8], _ text: String) -> Bool {
    String(decoding: head, as: UTF8.self).contains(text)
  }

  /// True if a line has a time and the name of its writer: `2026-01-02T03:04:05Z clipmill …`.
  private static func isLogged(_ line: ArraySlice<UInt8>) -> Bool {
    let form = Array("0000-00-00T00:00:00Z ".utf8)
    guard line.count > form.count else { return false }
    let isTimed = zip(line, form).allSatisfy { byte, wanted in
      wanted == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == wanted
    }
    let rest = line.dropFirst(form.count)
    return isTimed && ["clipmill ", "worker "].contains { rest.starts(with: $0.utf8) }
  }
}
