import Dataset
import TestSupport
import Testing

@Suite
struct ClipPathBytesTests {
  @Test(arguments: 0..<5 as Range<UInt64>)
  func `paths written as bytes are those of the clips' places`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let alphabet = Array("aZ09._-_.~ /é_".unicodeScalars)
    func text(_ most: Int) -> Text {
      var text = ""
      for _ in 0...numbers.below(most) {
        text.unicodeScalars.append(alphabet[numbers.below(alphabet.count)])
      }
      return Text(text)
    }
    for format in ClipFormat.allCases {
      var options = ClipOptions()
      options.format = format
      let fanout = Int(seed)
      var paths = ClipPathBytes(fanout: fanout, format: format)
      var plain = 0
      for _ in 0..<2000 {
        let isLong = numbers.below(20) == 0
        let id = isLong ? Text(String(repeating: "a", count: 185 + numbers.below(12))) : text(6)
        let labels = isLong ? ["b"] : [text(4), text(4)]
        let event = Event(ordinal: 1, eventID: id)
        id.bytes.withUnsafeBytes { paths.begin(id: $0) }
        for label in labels {
          id.bytes.withUnsafeBytes { id in
            label.bytes.withUnsafeBytes { paths.name(id: id, label: $0) }
          }
          let place = ClipPlace(of: event, label: label, options: options, fanout: fanout)
          #expect(String(decoding: paths.bytes, as: UTF8.self) == place.path)
          let stem = String(decoding: paths.bytes[paths.stem], as: UTF8.self)
          #expect(place.path.hasSuffix("/\(stem).\(format.fileExtension)"))
          plain += stem == "\(id)__\(label)" ? 1 : 0
        }
      }
      #expect(plain > 100)
    }
  }
}
