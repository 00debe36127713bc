import Containers
import Dataset
import TestSupport
import Testing

/// The bytes of tar archives, against the fields of the format, Python's tarfile and GNU tar.
@Suite
struct TarTests {
  private let folder = ScratchFolder()

  private func header(_ name: String, _ size: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    TarHeader.append(name: name, size: size, to: &bytes)
    return bytes
  }

  /// The header's field of `length` bytes at `offset`.
  private func field(_ header: [UInt8], _ offset: Int, _ length: Int) -> String {
    String(decoding: header[offset..<offset + length], as: UTF8.self)
  }

  @Test
  func `a header has its fields where the format wants them, and zeros elsewhere`() {
    let header = header("a.wav", 0o1234567)
    let fields: [(Int, String)] = [
      (0, "a.wav"), (100, "0000644\0"), (108, "0000000\0"), (116, "0000000\0"),
      (124, "00001234567\0"), (136, "00000000000\0"), (156, "0"),
      (257, "ustar\0"), (263, "00"),
    ]
    var expected = [UInt8](repeating: 0, count: 512)
    for (offset, text) in fields {
      for (place, byte) in text.utf8.enumerated() { expected[offset + place] = byte }
    }
    let sum = header.enumerated().reduce(0) {
      $0 + (148..<156 ~= $1.offset ? 0x20 : Int($1.element))
    }
    #expect(field(header, 148, 8) == "\(String(sum, radix: 8).leftPadded(to: 6))\0 ")
    #expect(header.prefix(148) == expected.prefix(148))
    #expect(header.suffix(356) == expected.suffix(356))
  }

  @Test
  func `a content is followed by zeros up to a multiple of 512, and by none where it is one`() {
    for (size, zeros) in [(0, 0), (1, 511), (511, 1), (512, 0), (513, 511)] {
      #expect(TarHeader.padding(after: size) == zeros)
      var archive: [UInt8] = []
      TarHeader.append(name: "a", [UInt8](repeating: 7, count: size), to: &archive)
      #expect(archive.count == TarHeader.memberBytes(of: size))
      #expect(Array(archive[(512 + size)...]) == [UInt8](repeating: 0, count: zeros))
    }
    #expect(TarHeader.end == [UInt8](repeating: 0, count: 1024))
  }

  @Test
  func `headers are those of another program, up to the longest name and the largest file`() throws
  {
    let cases = [
      ("a.wav", 0), ("b__kick~0123456789abcdef.json", 511),
      (String(repeating: "x", count: 100), 512),
      ("c.cls", 1), ("huge.wav", TarHeader.sizeLimit - 1),
    ]
    folder.write("headers", cases.flatMap { header($0.0, $0.1) })
    let names = cases.map { "('\($0.0)', \($0.1))" }.joined(separator: ", ")
    try expectPython(
      """
      import tarfile
      with open('headers', 'rb') as file: ours = file.read()
      theirs = b''
      for name, size in [\(names)]:
          info = tarfile.TarInfo(name)
          info.size, info.mode = size, 0o644
          theirs += info.tobuf(tarfile.USTAR_FORMAT)
      assert ours == theirs, [i for i in range(len(ours)) if ours[i] != theirs[i]]
      """)
    #expect(TarSample.takes(sound: TarHeader.sizeLimit - 1))
    #expect(!TarSample.takes(sound: TarHeader.sizeLimit))
  }

  @Test
  func
    `a sample is three files in order, which other programs read, and its sound lies where it says`()
    throws
  {
    let sounds: [[UInt8]] = [Array(0...255), [], [UInt8](repeating: 9, count: 1024)]
    var archive: [UInt8] = []
    for (number, sound) in sounds.enumerated() {
      let start = archive.count
      let key = SampleKey(stem: "e\(number)__kick", clipID: "", label: "")
      TarSample.append(
        key, sound: sound, .wav, classNumber: 10 + number, row: Array("{\"n\":\(number)}".utf8),
        to: &archive)
      let first = start + TarSample.soundOffset
      #expect(Array(archive[first..<first + sound.count]) == sound)
    }
    archive += TarHeader.end
    folder.write("a.tar", archive)
    try expectPython(
      """
      import tarfile
      found = []
      with tarfile.open('a.tar') as archive:
          for member in archive:
              assert (member.mode, member.uid, member.mtime, member.uname) == (0o644, 0, 0, '')
              found.append((member.name, archive.extractfile(member).read()))
      assert found == [
          ('e0__kick.wav', bytes(range(256))), ('e0__kick.cls', b'10'), ('e0__kick.json', b'{"n":0}'),
          ('e1__kick.wav', b''), ('e1__kick.cls', b'11'), ('e1__kick.json', b'{"n":1}'),
          ('e2__kick.wav', b'\\t' * 1024), ('e2__kick.cls', b'12'), ('e2__kick.json', b'{"n":2}')], found
      """)
    let unpacked = try RunningProcess(["/usr/bin/env", "tar", "xf", "a.tar"], in: folder.path)
      .wait()
    #expect(unpacked.errors == "" && unpacked.code == 0)
    #expect(folder.read("e0__kick.wav") == sounds[0])
    #expect(folder.text("e2__kick.cls") == "12")
    #expect(folder.files().count == 10)
  }

  private func expectPython(_ script: String) throws {
    let result = try RunningProcess(["/usr/bin/env", "python3", "-c", script], in: folder.path)
      .wait()
    #expect(result.code == 0, "\(result.errors)")
  }
}

extension String {
  fileprivate func leftPadded(to count: Int) -> String {
    String(repeating: "0", count: max(count - self.count, 0)) + self
  }
}
