package import Dataset

/// A clip as three files of a WebDataset archive: its sound, its class's number and its row, in this order.
package enum TarSample {
  /// Where the sound's first byte lies, counted from the sample's first.
  package static let soundOffset = TarHeader.length

  /// Whether a sound of this many bytes fits.
  package static func takes(sound size: Int) -> Bool { size < TarHeader.sizeLimit }

  /// Adds the clip's files to `archive`.
  ///
  /// `classNumber` counts from 0; `row` is one JSON object, as `SampleText` writes it. The sound must be
  /// one that `takes(sound:)`.
  package static func append(
    _ key: SampleKey, sound: [UInt8], _ format: ClipFormat, classNumber: Int, row: [UInt8],
    to archive: inout [UInt8]
  ) {
    let number = Array(String(classNumber).utf8)
    archive.reserveCapacity(
      archive.count + [sound, number, row].reduce(0) { $0 + TarHeader.memberBytes(of: $1.count) })
    TarHeader.append(name: key.file(format), sound, to: &archive)
    TarHeader.append(name: key.string + ".cls", number, to: &archive)
    TarHeader.append(name: key.string + ".json", row, to: &archive)
  }
}
