package import Bundle
import Dataset
package import Files
import JSON

/// A pass over a finished bundle's published rows: counts their events, and checks whether the bundle's digests are
/// still those of its rows.
package struct PublishedDigest: Sendable {
  /// Rows of one event that follow one another count once.
  package private(set) var events = 0
  /// False if the rows, the classes or the other files are not those of the digests; nil if a file that they cover is
  /// gone, so that it cannot be known.
  package private(set) var isRight: Bool?

  /// Reads all rows of both splits; they must also be those of the label files.
  package init(of published: PublishedMetadata, in bundle: BundleLayout) throws(StorageError) {
    var digest = BundleDigest()
    let classes = Dictionary(published.classes.enumerated().map { ($1, $0) }) { first, _ in first }
    var counts = [Int](repeating: 0, count: published.classes.count)
    for split in Split.allCases {
      var clips = try PublishedClips(
        split, in: bundle, options: published.options, fanout: published.fanout)
      var entries = LabelText(carrying: published.columns)
      var labels = SHA256()
      while let row = try clips.next() {
        events += 1
        guard
          Split(session: row.event.sessionID, valRatio: published.options.clips.valRatio) == split
        else {
          isRight = false
          return
        }
        guard case .rendered(let rendered) = row.outcome else { continue }
        for (position, label) in row.labels.enumerated() {
          let place = ClipPlace(
            of: row.event, label: label, options: published.options.clips,
            fanout: published.fanout)
          digest.add(
            place.pathInBundle, size: rendered.size < 0 ? nil : rendered.size,
            digest: rendered.digest)
          let number = classes[label]
          if let number { counts[number] += 1 }
          let entry = LabelRow(
            row, rendered, position: position, number: number ?? -1, path: place.path,
            sampleRate: published.options.clips.sampleRate)
          labels.update(entries.next(entry))
        }
      }
      labels.update(entries.end)
      guard labels.hexadecimal() == published.labelsSHA256[split] else {
        isRight = false
        return
      }
    }
    let components = JSONFile.document(
      ComponentsDocument(classes: published.classes, counts: counts))
    guard SHA256.hexadecimal(of: components) == published.componentsSHA256,
      digest.ofClips == nil || published.clipsDigest == nil
        || digest.ofClips == published.clipsDigest
    else {
      isRight = false
      return
    }
    isRight = try Self.isBundle(published, in: bundle, &digest)
  }

  /// True if the digest of the whole bundle is that of the rows and the documents.
  private static func isBundle(
    _ published: PublishedMetadata, in bundle: BundleLayout, _ digest: inout BundleDigest
  ) throws(StorageError) -> Bool? {
    for document in BundleDocument.ofBundleDigest {
      let (path, name) = (bundle.path(of: document), bundle.name(of: document))
      guard let size = FileSystem.size(path),
        let stated = published.sha256(of: document, named: name),
        try FileSystem.sha256(of: path) == stated
      else { return nil }
      digest.add(name, size: size, sha256: stated)
    }
    return digest.ofAll.map { $0 == published.bundleDigest }
  }
}
