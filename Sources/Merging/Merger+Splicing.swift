import Bundle
import Dataset
import Files
import Glibc

/// Rows for which the report holds the bundle's texts: they are copied, and nothing is built.
///
/// The bundle's bytes are those that `add` writes for the row.
extension Merger {
  /// Takes a line of a report if it has the plain form; false if its row must be read.
  mutating func takes(
    _ rows: borrowing ReportReader, _ line: Range<Int>
  ) throws(StorageError) -> Bool {
    var failure: StorageError?
    let isTaken = rows.withLine(at: line) { bytes -> Bool in
      guard let line = ReportLine(bytes) else { return false }
      do throws(StorageError) {
        return try takes(line)
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return isTaken
  }

  private mutating func takes(_ line: ReportLine) throws(StorageError) -> Bool {
    splice.numbers.removeAll(keepingCapacity: true)
    for label in line.labels {
      guard let number = classNumbers[Text(validated: label)] else { return false }
      splice.numbers.append(number)
    }
    splice.begin(line, options.clips)
    noteRecording(line)
    noteLevel(line)
    for (label, number) in zip(line.labels, splice.numbers) {
      splice.name(line, label)
      let digits = splice.digits(of: number)
      switch splice.split {
      case .train:
        try train.append(
          splice.paths.bytes, label: label, number: digits, event: splice.event,
          origin: splice.origin)
      case .val:
        try val.append(
          splice.paths.bytes, label: label, number: digits, event: splice.event,
          origin: splice.origin)
      }
      try digestLines.append(
        splice.pathInBundle, splice.digestStart, end: splice.digestEnd, splice.split)
      clipSum.add(splice.pathInBundle, size: line.size)
    }
    return true
  }

  private mutating func noteRecording(_ line: ReportLine) {
    guard let source = line.source, splice.isNew(recording: line.audioPath, of: line, source),
      let content = ContentDigest(hexadecimal: source)
    else { return }
    changed.add(
      Text(validated: line.sourceSet), Text(validated: line.audioPath.dropFirst().dropLast()),
      content)
  }

  private mutating func noteLevel(_ line: ReportLine) {
    let level = ClipLevel(peak: line.peak, peakFrame: 0, rms: 0)
    guard level.isSilent || level.isFullScale else { return }
    let source = Text(validated: line.sourceSet)
    for label in line.labels { levels.add(level, label: Text(validated: label), source: source) }
  }

  /// Counts the spliced rows of a shard.
  mutating func addSpliced(isOfThisRun: Bool) {
    let (sum, clips) = splice.takeCounts()
    counts.add(rendered: sum, clips, isOfThisRun: isOfThisRun)
  }
}

/// Texts of the spliced row, and values that follow from the one before it.
struct Splice {
  // MARK: The event

  /// Class numbers of its labels.
  var numbers: [Int] = []
  private(set) var split = Split.train
  /// Fields of its label entries, and the additional fields of its rows.
  private(set) var event: [UInt8] = []
  private(set) var origin: [UInt8] = []
  /// The end of the digests' lines of its clips.
  private(set) var digestEnd: [UInt8] = []
  private var session: [UInt8]?
  private var clipFrames = -1
  private var seconds: [UInt8] = []

  // MARK: A clip of it

  private(set) var paths: ClipPathBytes
  private(set) var pathInBundle: [UInt8] = []
  /// The beginning of its line among clips.
  private(set) var digestStart: [UInt8] = []

  // MARK: Counts

  private var sum = Tally()
  /// The source set of the latest event, which is added when another one comes.
  private var source = SourceTally(name: "")
  private var clips: [Int]
  private var digits: [[UInt8]]
  private var recording: [UInt8] = []
  private var content: [UInt8] = []

  /// For this many classes; clips lie in folders of `fanout` digits.
  init(classCount: Int, fanout: Int, format: ClipFormat) {
    paths = ClipPathBytes(fanout: fanout, format: format)
    clips = [Int](repeating: 0, count: classCount)
    digits = (0..<classCount).map { Array(String($0).utf8) }
  }

  /// Takes an event, whose class numbers are set, and counts it.
  mutating func begin(_ line: ReportLine, _ options: ClipOptions) {
    if session.map({ !line.sessionID.isSame(as: $0) }) ?? true {
      session = Array(line.sessionID)
      split = Split(session: Text(validated: line.sessionID), valRatio: options.valRatio)
    }
    if clipFrames != line.clipFrames {
      clipFrames = line.clipFrames
      seconds = Array((Double(clipFrames) / Double(options.sampleRate)).description.utf8)
    }
    event.removeAll(keepingCapacity: true)
    event.append(contentsOf: line.event)
    event.append(",\"duration_seconds\":")
    event += seconds
    origin.removeAll(keepingCapacity: true)
    origin.append("\"audio_path\":")
    origin.append(contentsOf: line.audioPath)
    origin.append(0x2C)
    origin.append(contentsOf: line.origin)
    origin.append(",\"ordinal\":")
    origin.append(contentsOf: line.ordinal)
    origin.append(",\"xxh3_128\":\"")
    origin.append(contentsOf: line.digest)
    origin.append("\",")
    origin.append(contentsOf: line.level)
    digestEnd.removeAll(keepingCapacity: true)
    digestEnd.append(0x09)
    digestEnd.append(contentsOf: line.sizeDigits)
    digestEnd.append(0x09)
    digestEnd.append(contentsOf: line.digest)
    digestEnd.append(0x0A)
    paths.begin(id: line.eventID)
    count(line)
  }

  /// Names the clip of one of its labels.
  mutating func name(_ line: ReportLine, _ label: UnsafeRawBufferPointer) {
    paths.name(id: line.eventID, label: label)
    digestStart.removeAll(keepingCapacity: true)
    digestStart.append(split == .train ? "train\t" : "val\t")
    digestStart += paths.bytes[paths.stem]
    pathInBundle.removeAll(keepingCapacity: true)
    pathInBundle.append(split == .train ? "train/" : "val/")
    pathInBundle += paths.bytes
  }

  /// The digits of a class's number.
  func digits(of number: Int) -> [UInt8] { digits[number] }

  /// True if the recording, or its contents, differs from the one before.
  mutating func isNew(
    recording path: UnsafeRawBufferPointer, of line: ReportLine, _ held: UnsafeRawBufferPointer
  ) -> Bool {
    if path.isSame(as: recording), held.isSame(as: content),
      source.events > 1
    {
      return false
    }
    recording = Array(path)
    content = Array(held)
    return true
  }

  // MARK: Counting

  private mutating func count(_ line: ReportLine) {
    if !line.sourceSet.isSame(as: source.name.bytes) {
      addSource()
      source = SourceTally(name: Text(validated: line.sourceSet))
    }
    let (count, frames) = (numbers.count, numbers.count * line.clipFrames)
    source.events += 1
    source.clips += count
    source.frames += frames
    sum.countSliced(of: split)
    sum.duplicates += line.duplicates
    switch split {
    case .train:
      sum.trainClips += count
      sum.trainFrames += frames
    case .val:
      sum.valClips += count
      sum.valFrames += frames
    }
    for number in numbers { clips[number] += 1 }
  }

  private mutating func addSource() {
    if source.events > 0 { sum.add(source) }
    source = SourceTally(name: source.name)
  }

  /// The counts since the last call; the clips are by class number.
  mutating func takeCounts() -> (sum: Tally, clips: [Int]) {
    addSource()
    defer {
      sum = Tally()
      for number in clips.indices { clips[number] = 0 }
    }
    return (sum, clips)
  }
}

extension UnsafeRawBufferPointer {
  /// True if these bytes are those of an array.
  fileprivate func isSame(as bytes: [UInt8]) -> Bool {
    guard count == bytes.count else { return false }
    return bytes.withUnsafeBytes { other in
      guard let one = baseAddress, let other = other.baseAddress else { return count == 0 }
      // Safe because both hold as many bytes.
      return memcmp(one, other, count) == 0
    }
  }
}
