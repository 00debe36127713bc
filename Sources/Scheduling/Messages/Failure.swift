/// The reason why an attempt ended without a report; decides what is blamed.
package enum FailureClass: String, CaseIterable, Hashable, Sendable, Codable {
  /// SIGSEGV, SIGBUS, SIGABRT, SIGILL or SIGFPE: the current event is blamed.
  case crash
  /// The renderer's mark stood still past the event deadline: the current event is blamed.
  case deadline
  /// The renderer passed its memory limit: the current event is blamed.
  case memory
  /// SIGKILL, SIGTERM, any other signal, or an unrequested exit: the cause is unknown, and no event is blamed.
  case killed
  /// EIO, ESTALE or ETIMEDOUT on a source, or a source that planning found and that is gone: the node's fault.
  case inputUnreachable = "input_unreachable"
  /// ENOSPC or EDQUOT on output: the run pauses.
  case outputFull = "output_full"
  /// The file system cannot hold a clip's name: this is so on every host, and the run ends.
  case nameRefused = "name_refused"
  /// EROFS on output: the run ends, unless another host may succeed; then the node is blamed.
  case outputReadOnly = "output_read_only"
  /// EFBIG on output: as for EROFS.
  case fileTooLarge = "file_too_large"
  /// Any other error on output: the node is blamed.
  case outputFailed = "output_failed"
  /// The plan row, the manifest range or a renderer's start failed, or its answer makes no sense: the shard and the
  /// node are blamed.
  case broken

  /// True if the current event is the cause.
  package var chargesEvent: Bool { self == .crash || self == .deadline || self == .memory }

  /// The class of a renderer that died by `signal`.
  package init(signal: Int) {
    // SIGILL 4, SIGABRT 6, SIGBUS 7, SIGFPE 8, SIGSEGV 11 (Linux, x86-64 and arm64).
    self = [4, 6, 7, 8, 11].contains(signal) ? .crash : .killed
  }
}

/// A lease that ended without a report.
package struct Failure: Hashable, Sendable, Codable {
  package var lease: Lease
  package var kind: FailureClass
  /// Positions in the shard, from 0: first the current event, if known; after it, for `inputUnreachable`, the shard's
  /// other events that need the same file.
  package var positions: [Int]
  /// The manifest ordinal of the current event, if known; for people.
  package var ordinal: Int?
  /// The signal that ended the renderer, if one did.
  package var signal: Int?
  /// For `inputUnreachable`: the root as the command line names it.
  package var root: String?
  /// For `inputUnreachable`: true if the root itself could be listed and was not empty.
  package var rootReadable: Bool?
  /// Events that the attempt had finished, if known: a renderer that makes progress is not itself broken.
  package var events: Int?
  /// The library's message or the end of the renderer's stderr.
  package var words: String

  package init(
    lease: Lease, kind: FailureClass, positions: [Int] = [], ordinal: Int? = nil,
    signal: Int? = nil, root: String? = nil, rootReadable: Bool? = nil, events: Int? = nil,
    words: String = ""
  ) {
    self.lease = lease
    self.kind = kind
    self.positions = positions
    self.ordinal = ordinal
    self.signal = signal
    self.root = root
    self.rootReadable = rootReadable
    self.events = events
    self.words = words
  }
}
