import AudioIO
import Dataset
import Files
import Glibc
import Synchronization

/// The facts of a clip's file.
struct ClipFacts {
  /// Bytes.
  let size: Int
  let digest: ContentDigest
  /// Hz.
  let sampleRate: Int
  let frames: Int
  /// Nil if the clip is too long to be held at once, or not of 16 bits.
  let level: ClipLevel?
  /// The reason why it is not in the bundle's format; nil if it is.
  let otherFormat: String?
}

/// The outcome of reading a clip.
enum ClipOutcome {
  case facts(ClipFacts)
  case missing
  /// Size and digest are nil if the file cannot be read.
  case undecodable(words: String, size: Int?, digest: ContentDigest?)
}

/// Reads clips; consecutive names that are links to one file are read once.
struct ClipReader {
  private let format: ClipFormat
  private let sampleRate: Int
  private var last: (device: UInt, inode: UInt, outcome: ClipOutcome)?
  /// Held while a file is opened: libsndfile keeps the reason of a failed open in variables of the process.
  private static let opening = Mutex(())
  /// Bytes; a longer file is not a clip.
  private static let sizeLimit = 1 << 32
  /// Frames of the longest clip other than a WAV file whose level is measured: a minute and a half at 44.1 kHz.
  private static let framesHeld = 1 << 22

  /// Reads clips of this format at this rate (Hz).
  init(_ format: ClipFormat, sampleRate: Int) {
    self.format = format
    self.sampleRate = sampleRate
  }

  /// Reads and decodes a whole clip.
  mutating func read(_ file: ClipFile) -> ClipOutcome {
    let path = file.path
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { return .missing }
      return .undecodable(words: String(cString: strerror(code)), size: nil, digest: nil)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return .undecodable(words: "not a regular file", size: nil, digest: nil)
    }
    let (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
    if file.part != nil { return fresh(file) }
    if let last, last.device == device, last.inode == inode { return last.outcome }
    let outcome = fresh(file)
    last = (device, inode, outcome)
    return outcome
  }

  private func fresh(_ file: ClipFile) -> ClipOutcome {
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try file.read(limit: Self.sizeLimit)
    } catch {
      if error.kind == .notThere { return .missing }
      return .undecodable(words: error.reason, size: nil, digest: nil)
    }
    let digest = ContentDigest(of: bytes)
    if format == .wav, let header = WAVHeader(bytes) {
      let frames = min(header.dataBytes, bytes.count - WAVFile.headerBytes) / 2
      let isWhole = bytes.count == WAVFile.headerBytes + header.dataBytes
      return .facts(
        ClipFacts(
          size: bytes.count, digest: digest, sampleRate: header.sampleRate, frames: frames,
          level: WAVFile.withSamples(of: bytes) {
            ClipLevel(of: UnsafeBufferPointer(rebasing: $0[..<frames]))
          },
          otherFormat: isWhole
            ? nil
            : "\(bytes.count - WAVFile.headerBytes) bytes of samples, \(header.dataBytes) said"
        ))
    }
    do throws(StorageError) {
      let outcome = try file.withPath(limit: Self.sizeLimit) { path in
        decoded(path, size: bytes.count, digest: digest)
      }
      return outcome.get()
    } catch {
      return .undecodable(words: error.reason, size: bytes.count, digest: digest)
    }
  }

  private func decoded(_ path: String, size: Int, digest: ContentDigest) -> ClipOutcome {
    do throws(SoundFileError) {
      let recording = try Self.opening.withLock { _ throws(SoundFileError) in
        try Recording(path: path, integerRate: sampleRate)
      }
      let level = try recording.withMono(from: 0, count: Self.framesHeld) { samples in
        samples.integers.map { ClipLevel(of: $0) }
      }
      let frames = try Self.frames(of: recording)
      let mono = recording.channels == 1 ? nil : "\(recording.channels) channels"
      let other = format == .wav ? "not the WAV file that an export writes" : nil
      return .facts(
        ClipFacts(
          size: size, digest: digest, sampleRate: recording.sampleRate, frames: frames,
          level: frames < Self.framesHeld ? level : nil,
          otherFormat: mono ?? other))
    } catch {
      return .undecodable(words: error.description, size: size, digest: digest)
    }
  }

  private static func frames(of recording: Recording) throws(SoundFileError) -> Int {
    let step = 1 << 16
    var frames = 0
    while true {
      let count = try recording.available(from: frames, count: step)
      frames += count
      if count < step { return frames }
    }
  }
}
