import CSndfile
import Glibc
import Testing

@testable import AudioIO

/// The result of libsndfile for a file that it opens by its path.
struct ByPath {
  /// The frames in the header; nil if it states none.
  var frames: Int?
  var count = 0
  var words: String?

  init(_ path: String) {
    var info = SF_INFO()
    let (opened, words) = OpeningLock.hold {
      (sf_open(path, Int32(SFM_READ), &info), String(cString: sf_strerror(nil)))
    }
    guard let handle = opened else {
      self.words = words
      return
    }
    defer { sf_close(handle) }
    frames = info.frames == .max ? nil : Int(info.frames)
    // Taken for a file without a header, its first bytes are skipped until it is sought.
    if Int(info.format) & SF_FORMAT_TYPEMASK == SF_FORMAT_RAW {
      _ = sf_seek(handle, 0, Int32(SEEK_SET))
    }
    var step = [Float](repeating: 0, count: 4096 * Int(info.channels))
    while true {
      let got = Int(sf_readf_float(handle, &step, 4096))
      guard got > 0 else { return }
      count += got
    }
  }
}

/// libsndfile is given bytes here, and goes by other rules then than for a path.
struct ByPathTests {
  @Test(arguments: SoundFormat.all)
  func `a file is read as libsndfile reads it by its path`(format: SoundFormat) throws {
    guard let sound = format.sound(frames: 30_000) else { return }
    try expectAsByPath(sound.path)
  }

  @Test(arguments: OddSound.all)
  func `an odd file is read as by its path, or better, or refused with words about it`(
    odd: OddSound
  ) throws {
    let sound = try WrittenSound(name: odd.file, bytes: odd.bytes())
    switch odd.expected {
    case .asByPath: try expectAsByPath(sound.path)
    case .whole:
      let whole = try Recording(path: sound.path).mono(from: 0, count: .max)
      let expected = drumming(frames: OddSound.frames)
      #expect(whole.count == expected.count)
      // Noise that lies one frame off differs by twice its power; lossy formats by far less.
      let power = { (samples: [Float]) in samples.reduce(0) { $0 + $1 * $1 } }
      #expect(power(zip(whole, expected).map { $0 - $1 }) < power(expected) / 2)
    case .refused(let words):
      let error = #expect(throws: SoundFileError.self) { _ = try Recording(path: sound.path) }
      guard case .unreadable(let reason) = try #require(error) else {
        Issue.record("not the node's fault: \(error as Any)")
        return
      }
      #expect(reason.contains(words) && !reason.contains(sound.path), "\(reason)")
    }
  }

  private func expectAsByPath(_ path: String) throws {
    let byPath = ByPath(path)
    do throws(SoundFileError) {
      let recording = try Recording(path: path)
      #expect(byPath.words == nil, "read, though not by its path")
      #expect(recording.file.statedFrames == byPath.frames)
      #expect(try recording.mono(from: 0, count: .max).count == byPath.count)
    } catch {
      guard case .unreadable(let words) = error, let theirs = byPath.words else {
        Issue.record("read by its path alone: \(error)")
        return
      }
      #expect(words.hasPrefix(theirs) || words.hasPrefix("no MPEG audio was found in it"))
    }
  }
}
