import Dataset
import Files
import JSON

extension BundleCheck {
  /// Reads the classes and what components.json counts.
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
        guard let reason = value.flatMap(SkippedRow.init)?.reason else {
          throw JSONError.malformed("line \(line.number) has no reason")
        }
        findings.skipped.add(reason)
      }
    } catch {
      findings.faults.add(.damagedDocument, layout.relative(layout.skipped), Self.words(error))
    }
  }

  /// Finds the files of a split that no row names.
  mutating func lookForOthers(_ split: Split) {
    let known = [layout.labels(of: split), layout.huggingFaceRows(of: split)]
    var folders = [split.rawValue]
    while let folder = folders.popLast() {
      let names: [String]
      do throws(StorageError) {
        names = try FileSystem.names(in: "\(layout.root)/\(folder)")
      } catch {
        if error.kind != .notThere {
          findings.faults.add(.damagedDocument, folder, error.reason)
        }
        continue
      }
      var inner: [String] = []
      for name in names {
        let path = "\(folder)/\(name)"
        if FileSystem.isDirectory("\(layout.root)/\(path)") {
          inner.append(path)
        } else if !known.contains("\(layout.root)/\(path)"),
          !named.contains(ContentDigest(of: Array(path.utf8)))
        {
          findings.faults.add(.unlabelledFile, path)
        }
      }
      folders += inner.reversed()
    }
  }

  /// Holds the documents against the digests that metadata.json states.
  mutating func compareDocuments() {
    for split in Split.allCases {
      compare(layout.labels(of: split), with: record?.labelsSHA256?[split])
    }
    compare(layout.components, with: record?.componentsSHA256)
    findings.digest = digestLines.finish()
    if let digest = findings.digest, let stated = record?.bundleDigest, digest != stated {
      findings.faults.add(.changedDocument, "bundle_digest", "\(digest), stated \(stated)")
    }
  }

  private mutating func compare(_ path: String, with stated: String?) {
    let name = layout.relative(path)
    guard let size = FileSystem.size(path), let sha256 = try? FileSystem.sha256(of: path) else {
      digestLines.isWhole = false
      return
    }
    digestLines.add(name, size: size, sha256: sha256)
    if let stated, stated != sha256 {
      findings.faults.add(.changedDocument, name, "SHA-256 \(sha256), stated \(stated)")
    }
  }
}
