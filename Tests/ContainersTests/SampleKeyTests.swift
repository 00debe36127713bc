import Containers
import Dataset
import Testing

/// Keys of clips in containers.
@Suite
struct SampleKeyTests {
  private func key(_ id: Text, _ label: Text) -> String {
    SampleKey(ClipName(clipID: id, label: label), label: label).string
  }

  @Test
  func `a stem without dots of up to 95 bytes is the key`() {
    #expect(key("e1", "kick") == "e1__kick")
    let longest = Text(String(repeating: "x", count: 89))
    #expect(key(longest, "kick") == "\(longest)__kick")
    // The file's name already distinguishes the characters that it had to replace.
    let odd = ClipName(clipID: "é/ü", label: "kick")
    #expect(odd.stem.hasPrefix("---__kick~") && key("é/ü", "kick") == odd.stem)
  }

  @Test
  func `a dot becomes a hyphen, and the digits of the originals follow`() {
    // SHA-1 of the id, a zero byte and the label, by sha1sum.
    #expect(key("a.b", "kick") == "a-b__kick~4d82ffa0757ba232")
    #expect(key("a", "k.ick") == "a__k-ick~de3da28f0882e1aa")
    #expect(key("a-b", "kick") == "a-b__kick")
  }

  @Test
  func `a stem of 96 bytes and more is cut to 78, and the digits make 95`() {
    for length in [90, 179, 300] {
      let id = Text(String(repeating: "x", count: length))
      let key = key(id, "kick")
      #expect(key.utf8.count == SampleKey.limit)
      #expect(key.hasPrefix(String(repeating: "x", count: 78) + "~"))
      #expect(key.hasSuffix(ClipName.digits(ofClip: id, label: "kick")))
    }
  }

  @Test
  func `originals that differ have keys that differ`() {
    let ids: [Text] = ["a.b", "a-b", "a..b", "a.-b", "a-.b", "a--b", "é", "a b"]
    let long = (0..<9).map { Text(String(repeating: "y", count: 150) + "\($0)") }
    let keys = (ids + long).flatMap { id in ["kick", "k.", "k-"].map { key(id, $0) } }
    #expect(Set(keys).count == keys.count)
    for key in keys { #expect(key.utf8.allSatisfy { $0 < 0x80 && $0 != 0x2E && $0 != 0x2F }) }
  }

  @Test
  func `the sound's name has the format's extension`() {
    let key = SampleKey(stem: "a", clipID: "", label: "")
    #expect(key.file(.wav) == "a.wav" && key.file(.flac) == "a.flac")
  }
}
