import CSndfile
import Foundation
import Testing

@testable import AudioIO

struct SoundFileErrorTests {
  @Test
  func `a file that is gone is the node's fault`() {
    #expect(throws: SoundFileError.unreachable(errno: ENOENT, words: "No such file or directory")) {
      _ = try Recording(path: "/nowhere/at/all.wav")
    }
  }

  @Test(arguments: [
    (EIO, true), (ESTALE, true), (ETIMEDOUT, true), (ENOTCONN, true), (EHOSTDOWN, true),
    (ENXIO, true), (EMFILE, true), (ENFILE, true), (ENOMEM, true), (EACCES, false), (EPERM, false),
  ])
  func `only a refusal belongs to the file`(code: Int32, isNode: Bool) {
    let words = String(cString: strerror(code))
    #expect(
      SoundFileError.system(code)
        == (isNode ? .unreachable(errno: code, words: words) : .unreadable(words: words)))
  }

  @Test
  func `a directory, a FIFO and a device are the node's fault, without waiting`() throws {
    let place = try WrittenSound(name: "pipe")
    #expect(mkfifo(place.path, 0o600) == 0)
    for path in ["/", place.path, "/dev/null"] {
      #expect(
        throws: SoundFileError.unreachable(errno: ENOENT, words: "no regular file is there")
      ) {
        _ = try Recording(path: path)
      }
    }
  }

  @Test(arguments: ["a.wav", "b.flac", "c.mp3", "nothing"])
  func `a text and an empty file are unreadable, with the library's words`(name: String) throws {
    let text = Array(String(repeating: "this is not audio\n", count: 50).utf8)
    for bytes in [text, [], Array(text.prefix(3))] {
      let file = try WrittenSound(name: name, bytes: bytes)
      let error = #expect(throws: SoundFileError.self) { _ = try Recording(path: file.path) }
      guard case .unreadable(let words) = try #require(error) else {
        Issue.record("\(name) is not the node's fault")
        continue
      }
      #expect(!words.isEmpty && !words.contains("/") && !words.contains(name), "\(words)")
    }
  }

  @Test
  func `a header cut short is unreadable`() throws {
    let sound = try WrittenSound(drumming(frames: 100))
    let cut = try WrittenSound(name: "cut.wav", bytes: Array(sound.bytes[..<30]))
    let error = #expect(throws: SoundFileError.self) { _ = try Recording(path: cut.path) }
    guard case .unreadable = error else {
      Issue.record("the header is the file's own")
      return
    }
  }

  @Test(arguments: [SoundFormat.all[1], .flac, SoundFormat.all[26]])
  func `a read that fails while decoding is the node's fault, and can be tried again`(
    format: SoundFormat
  ) throws {
    let sound = try #require(format.sound(frames: 300_000))
    let expected = try Recording(path: sound.path).mono(from: 250_000, count: 5000)
    let recording = try Recording(path: sound.path)
    #expect(try recording.mono(from: 0, count: 100).count == 100)
    // A directory in place of the file: each pread fails.
    let descriptor = recording.file.input.descriptor
    let (saved, folder) = (dup(descriptor), open("/", O_RDONLY))
    #expect(dup2(folder, descriptor) == descriptor)
    #expect(throws: SoundFileError.unreachable(errno: EISDIR, words: "Is a directory")) {
      _ = try recording.mono(from: 250_000, count: 5000)
    }
    #expect(dup2(saved, descriptor) == descriptor)
    close(saved)
    close(folder)
    #expect(try recording.mono(from: 250_000, count: 5000) == expected)
  }

  @Test
  func `a header's promise of frames allocates nothing and is not believed`() throws {
    var bytes = try WrittenSound(drumming(frames: 500)).bytes
    bytes.replaceSubrange(40..<44, with: [0xFE, 0xFF, 0xFF, 0x7F])
    let liar = try WrittenSound(name: "liar.wav", bytes: bytes)
    let recording = try Recording(path: liar.path)
    #expect(try recording.mono(from: 0, count: 1 << 50).count <= 520)
  }
}
