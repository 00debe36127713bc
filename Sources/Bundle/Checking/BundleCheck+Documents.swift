import Dataset
import Files
import JSON

extension BundleCheck {
  /// Reads the classes and the counts of components.json.
  mutating func readComponents() {
    do {
      let document = try ComponentsDocument.read(layout.components)
      guard let labels = document.components else { throw JSONError.missing(field: "components") }
      classes = Dictionary(labels.enumerated().map { ($1, $0) }) { first, _ in first }
      classCounts = document.counts?.byName ?? [:]
      if document.classNames ?? [] != labels || document.numClasses != labels.count
        || document.componentIndex?.byName ?? [:] != classes
      {
        findings.faults.add(
          .damagedDocument, layout.relative(layout.components),
          "components, class_names, num_classes and component_index do not agree")
      }
    } catch {
      findings.faults.add(
        .damagedDocument, layout.relative(layout.components), Self.words(error))
    }
  }

  /// Counts the rows of skipped.jsonl.
  mutating func readSkipped() {
    do {
      var reader = try ManifestReader(path: layout.skipped, hashing: .nothing)
      var parser = JSONParser()
      while let line = try reader.next() {
        let value = try line.content.map { try parser.parse($0) }
        guard let row = value.flatMap(SkippedRow.init) else {
          throw JSONError.malformed("line \(line.number) has no reason")
        }
        findings.skipped.add(row.reason)
        findings.skippedEvents.add(SkippedEvent(row))
      }
    } catch {
      findings.faults.add(.damagedDocument, layout.relative(layout.skipped), Self.words(error))
    }
  }

  /// Takes in the tars of a split as they are, in the order of their names; several threads read them.
  mutating func readTars(_ split: Split) {
    let folder = layout.directory(of: split)
    let paths = ((try? FileSystem.names(in: folder)) ?? []).sorted()
      .filter { BundleLayout.isTar($0, of: split) }.map { "\(folder)/\($0)" }
    let digests = WorkThread.results(paths.count) { try? FileSystem.contentDigest(of: paths[$0]) }
    for (path, digest) in zip(paths, digests) {
      digestLines.add(tar: layout.relative(path), size: FileSystem.size(path), digest: digest)
    }
  }

  /// Finds the files of a split that no row names.
  mutating func lookForOthers(_ split: Split) {
    let documents = [BundleDocument.labels(split), .rows(split)]
    let known = documents.filter { isCalledFor($0) ?? true }.map(layout.name)
    for folder in OtherFiles.folders(of: split, in: layout, known: known, named: named) {
      for file in folder.files { findings.faults.add(.unlabelledFile, file) }
      if let error = folder.error {
        findings.faults.add(.damagedDocument, folder.path, error.reason)
      }
    }
  }

  /// Compares the documents with the digests that metadata.json states.
  mutating func compareDocuments() {
    for document in BundleDocument.ofBundleDigest { compare(document) }
    for document in BundleDocument.all where !BundleDocument.ofBundleDigest.contains(document) {
      if isExpected(document) { compare(document) }
    }
    findings.digest = digestLines.ofAll
    guard let record else { return }
    let isOther = compare("bundle_digest", findings.digest, with: record.bundleDigest)
    // Another bundle has other clips, or its documents show it.
    if !isOther { _ = compare("clips_digest", digestLines.ofClips, with: record.clipsDigest) }
  }

  /// True if a file must exist: its bundle's options require it, or its digest is on record.
  private func isExpected(_ document: BundleDocument) -> Bool {
    let isOnRecord = record?.sha256(of: document, named: layout.name(of: document)) != nil
    // Bundles of older builds have none.
    if document == .croissant { return isOnRecord }
    return isCalledFor(document) == true || isOnRecord
  }

  /// Nil if the record does not state the options.
  private func isCalledFor(_ document: BundleDocument) -> Bool? {
    (record?.options).map { BundleDocument.calledFor(by: $0.bundle).contains(document) }
  }

  private mutating func compare(_ document: BundleDocument) {
    let (path, name) = (layout.path(of: document), layout.name(of: document))
    let stated = record?.sha256(of: document, named: name)
    let isOfDigest = BundleDocument.ofBundleDigest.contains(document)
    do throws(StorageError) {
      let (size, sha256) = (FileSystem.size(path) ?? 0, try FileSystem.sha256(of: path))
      if isOfDigest { digestLines.add(name, size: size, sha256: sha256) }
      _ = compare(name, sha256, with: stated)
    } catch {
      if isOfDigest { digestLines.isWhole = false }
      noteDamaged(name, error.kind == .notThere ? "it is not there" : error.reason)
    }
    let isOfOlderBuild = record?.filesSHA256 == nil
    if stated == nil, record != nil, !isOfDigest, !isOfOlderBuild {
      findings.faults.add(.changedDocument, name, "metadata.json states no digest of it")
    }
  }

  /// True if a digest differs from the one on record, which is then a fault.
  private mutating func compare(_ name: String, _ found: String?, with stated: String?) -> Bool {
    guard let found, let stated, found != stated else { return false }
    findings.faults.add(.changedDocument, name, "SHA-256 \(found), stated \(stated)")
    return true
  }

  /// A document that cannot be read is one fault, however many checks need it.
  private mutating func noteDamaged(_ name: String, _ words: String) {
    let known = findings.faults.examples(.damagedDocument) + findings.faults.examples(.incomplete)
    if known.contains(where: { $0.name == Text(name) }) { return }
    findings.faults.add(.damagedDocument, name, words)
  }
}
