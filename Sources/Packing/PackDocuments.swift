import Bundle
import Containers
import Dataset
import Files
import JSON
import Merging

/// What stands in a pack beside its clips; its record comes last.
struct PackDocuments {
  let task: PackTask
  let units: [Split: [PackUnit]]
  /// Files of the splits that are whole, in their order.
  var files: [FileStamp] = []

  private var source: PackSource { task.source }
  private var layout: BundleLayout { task.layout }

  /// Writes them all and gives the digest of the clips; what says that the pack is whole comes last.
  mutating func write(_ unitFiles: [UnitRecord.File]) throws -> String {
    let (counts, digest) = try tally(unitFiles)
    if task.request.part.isWhole {
      try write(try FileSystem.read(source.layout.skipped), as: layout.skipped)
    }
    try write(
      JSONFile.document(ComponentsDocument(classes: source.published.classes, counts: counts)),
      as: layout.components)
    if let bundle = task.bundle {
      try write(try bundle.card(), as: layout.card)
      if bundle.options.bundle.huggingFace {
        try writeCroissant(inTars: bundle.options.bundle.layout == .tar)
      }
    } else {
      try writeCroissant()
      let card = PackCard(task: task, units: units, counts: counts)
      try write(Array(card.text.utf8), as: layout.card)
    }
    files = files.enumerated()
      .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
      .map(\.element)
    if task.request.checksums { try writeChecksums(unitFiles) }
    try writeRecord(unitFiles, digest)
    return digest.ofClips
  }

  private mutating func writeCroissant(inTars: Bool = false) throws {
    let rows = zip(task.request.part.splits, files.filter { $0.path.hasSuffix(rowsName) })
    let croissant = Croissant(
      rows: rows.map { ($0, $1) }, in: layout, carried: source.columns, hasPlaces: inTars)
    try write(croissant.json, as: layout.croissant)
  }

  private func writeRecord(_ unitFiles: [UnitRecord.File], _ digest: PackDigest) throws {
    if let bundle = task.bundle {
      let paths = files.map { ($0.path, $0) }
      let stamps = Dictionary(
        BundleDocument.all.compactMap { document in
          paths.first { $0.0 == layout.path(of: document) }.map { (document, $0.1) }
        }, uniquingKeysWith: { first, _ in first })
      return try bundle.commit(layout, digest: digest.ofAll(stamps, in: layout), files: stamps)
    }
    let clips =
      task.request.form == .files
      ? [] : unitFiles.map { FileStamp(path: $0.name, size: $0.size, sha256: "") }
    let record = PackRecord(
      task, units, clipsDigest: digest.ofClips, files: clips + files.map(relative))
    try FileSystem.replace("\(task.root)/\(PackRecord.name)", with: JSONFile.document(record))
  }

  /// What the rows of a split are called, at the end of it.
  private var rowsName: String { FileSystem.name(of: layout.huggingFaceRows(of: .train)) }

  /// Where a document stands among the checksums, as in a bundle's; those of a kind stay in their order.
  private func rank(_ stamp: FileStamp) -> Int {
    let labels = Split.allCases.map { FileSystem.name(of: layout.labels(of: $0)) }
    let others = [layout.skipped, layout.components, layout.card, layout.croissant].map(
      FileSystem.name)
    let name = FileSystem.name(of: stamp.path)
    if labels.contains(name) { return 0 }
    if name.hasSuffix(rowsName) { return 1 }
    return others.firstIndex(of: name).map { $0 + 2 } ?? others.count + 2
  }

  private mutating func write(_ bytes: [UInt8], as path: String) throws {
    var file = try OutputFile(replacing: path)
    try file.write(bytes)
    files.append(try file.finish())
  }

  private func relative(_ stamp: FileStamp) -> FileStamp {
    var stamp = stamp
    stamp.path = layout.relative(stamp.path)
    return stamp
  }

  private mutating func writeChecksums(_ unitFiles: [UnitRecord.File]) throws {
    var text = ""
    for file in unitFiles { text += "\(file.sha256 ?? "")  \(file.name)\n" }
    for file in files.map(relative) { text += "\(file.sha256)  \(file.path)\n" }
    try write(Array(text.utf8), as: layout.checksums)
  }

  /// Clips of each class, and the digests: one more pass over the rows.
  private func tally(_ unitFiles: [UnitRecord.File]) throws -> (counts: [Int], digest: PackDigest) {
    var counts = [Int](repeating: 0, count: source.published.classes.count)
    var clips = BundleDigest()
    var lines: [[UInt8]] = []
    for split in task.request.part.splits {
      for unit in units[split] ?? [] {
        var rows = try UnitRows(unit, of: source, task.request.part)
        while let row = try rows.next() {
          guard counts.indices.contains(row.row.classIndex),
            let name = row.clipName(source.clips.format), let digest = row.digest
          else { throw StorageError(damaged: rows.path, "a line of it is not a clip's") }
          counts[row.row.classIndex] += 1
          let path = name.path(fanout: source.published.fanout, format: source.clips.format)
          let size = try size(of: row, in: split)
          clips.add("\(split.rawValue)/\(path)", size: size, digest: digest)
          if task.request.form == .files, task.bundle != nil {
            lines.append(DigestLine.of("\(split.rawValue)/\(path)", size ?? 0, digest))
          }
        }
      }
    }
    if task.request.form == .webdataset {
      lines = unitFiles.map { DigestLine.of($0.name, $0.size, $0.digest ?? "") }
    }
    return (counts, PackDigest(ofClips: clips.ofClips ?? "", lines: lines))
  }

  /// Bytes of a clip's file.
  private func size(of origin: OriginRow, in split: Split) throws -> Int? {
    if let stored = origin.row.stored { return stored.size }
    switch source.clips.format {
    case .wav:
      return ClipFormat.wavBytes(
        frames: Int((origin.row.seconds * Double(source.clips.sampleRate)).rounded()))
    case .flac: return FileSystem.size("\(source.layout.directory(of: split))/\(origin.row.file)")
    }
  }
}

/// What the digests of a pack are made of.
struct PackDigest {
  /// As a bundle of the same clips has it, whatever its layout.
  let ofClips: String
  /// The lines of the files that hold clips, where a bundle is written.
  let lines: [[UInt8]]

  /// The digest of a bundle with these documents.
  func ofAll(_ files: [BundleDocument: FileStamp], in layout: BundleLayout) -> String {
    var hash = SHA256()
    for line in lines { hash.update(line) }
    for document in BundleDocument.ofBundleDigest {
      guard let file = files[document] else { continue }
      hash.update(DigestLine.of(layout.relative(file.path), file.size, file.sha256))
    }
    return hash.hexadecimal()
  }
}
