import Dataset
package import Files

/// A pass over a finished bundle's published rows: how many events they are, and whether the bundle's
/// digest is still that of its rows.
package struct PublishedDigest: Sendable {
  /// Rows of one event that follow one another count once.
  package private(set) var events = 0
  /// False where the rows or the other files are not those that the digest was made of; nil where it
  /// cannot be told, since a file it covers is gone.
  package private(set) var isRight: Bool?

  /// Reads all rows of both splits; they must also be those that the label files were made of.
  package init(of published: PublishedMetadata, in bundle: BundleLayout) throws(StorageError) {
    var hash = SHA256()
    var isKnown = true
    let classes = Dictionary(published.classes.enumerated().map { ($1, $0) }) { first, _ in first }
    for split in [Split.train, .val] {
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
        if rendered.size < 0 { isKnown = false }
        for (position, label) in row.labels.enumerated() {
          let place = ClipPlace(
            of: row.event, label: label, options: published.options.clips,
            fanout: published.fanout)
          hash.update(DigestLines.line(place.pathInBundle, rendered.size, rendered.digest))
          let entry = LabelRow(
            row, rendered, position: position, number: classes[label] ?? -1, path: place.path,
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
    let files = [
      (bundle.labels(of: .train), published.labelsSHA256[.train] ?? ""),
      (bundle.labels(of: .val), published.labelsSHA256[.val] ?? ""),
      (bundle.components, published.componentsSHA256),
    ]
    for (path, sha256) in files {
      guard let size = FileSystem.size(path), try FileSystem.sha256(of: path) == sha256 else {
        return
      }
      hash.update(DigestLines.line(bundle.relative(path), size, sha256))
    }
    if isKnown { isRight = hash.hexadecimal() == published.bundleDigest }
  }
}
