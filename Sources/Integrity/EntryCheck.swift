import Files

/// Holds lines of a checksum manifest against the files below the roots.
struct EntryCheck: ~Copyable {
  /// Absolute, all of them usable.
  private let roots: [RawPath]
  private var hasher: ContentHasher?

  init(in roots: [RawPath], takingDigests: Bool) {
    self.roots = roots
    hasher = takingDigests ? ContentHasher() : nil
  }

  /// Checks some lines; `goesOn` is told bytes that were read, and may end it by answering false.
  mutating func check(_ lines: [LineQueue.Line], while goesOn: (Int) -> Bool) -> EntryFindings {
    var findings = EntryFindings()
    for line in lines { check(line, &findings, while: goesOn) }
    return findings
  }

  private mutating func check(
    _ line: LineQueue.Line, _ findings: inout EntryFindings, while goesOn: (Int) -> Bool
  ) {
    let entry: ChecksumLine
    do throws(ChecksumLine.Fault) {
      guard let parsed = try ChecksumLine(parsing: line.content ?? [0x21]) else { return }
      entry = parsed
    } catch {
      findings.checked += 1
      let words = line.content == nil ? "longer than any path" : error.rawValue
      return findings.add(.malformed, line: line.number, path: nil, words)
    }
    switch find(entry.path) {
    case .found(let path): compare(path, entry, line.number, &findings, while: goesOn)
    case .fault(let fault, let words):
      findings.checked += 1
      findings.add(fault, line: line.number, path: entry.path, words)
    }
  }

  // MARK: Where it is

  private enum Place {
    case found(RawPath)
    case fault(EntryFault, String)
  }

  /// The first root that has a regular file of this name, symlinks followed.
  private func find(_ path: RawPath) -> Place {
    let candidates = EntryPath.candidates(path, in: roots)
    if candidates.isEmpty { return .fault(.refused, "leads out of the roots") }
    var trouble: String?
    var other: String?
    for candidate in candidates {
      do throws(StorageError) {
        switch try FileStatus(of: candidate).kind {
        case .regularFile: return .found(candidate)
        case .directory: other = "is a directory"
        case .special(let words): other = "is \(words)"
        case .symbolicLink: break
        }
      } catch {
        if error.kind != .notThere { trouble = trouble ?? error.reason }
      }
    }
    if let trouble { return .fault(.unreadable, trouble) }
    return .fault(.missing, other ?? "")
  }

  // MARK: What it holds

  private mutating func compare(
    _ path: RawPath, _ entry: ChecksumLine, _ line: Int, _ findings: inout EntryFindings,
    while goesOn: (Int) -> Bool
  ) {
    guard hasher != nil else {
      findings.checked += 1
      findings.sound += 1
      return
    }
    do throws(StorageError) {
      // What was given up half-way says nothing of the file.
      guard let digest = try hasher?.digest(of: path, while: goesOn) else { return }
      findings.checked += 1
      if digest.utf8.elementsEqual(entry.digest.utf8) {
        findings.sound += 1
      } else {
        findings.add(
          .changed, line: line, path: entry.path,
          "has \(digest.prefix(12))…, not \(entry.digest.prefix(12))…")
      }
    } catch {
      findings.checked += 1
      let fault: EntryFault = error.kind == .notThere ? .missing : .unreadable
      findings.add(fault, line: line, path: entry.path, error.reason)
    }
  }
}
