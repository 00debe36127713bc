package import Files

/// What was found of all data sets, in the order of the configuration.
package struct IntegrityReport: Hashable, Sendable {
  package let request: IntegrityRequest
  package let datasets: [DatasetReport]

  package var failed: [DatasetReport] { datasets.filter { !$0.hasPassed } }
}

/// What is to be looked at.
package struct IntegrityRequest: Hashable, Sendable {
  /// Whether every file of the checksum manifests must be there.
  package var verifiesManifests = false
  /// Whether its content must have the digest that is stated, too.
  package var recomputesDigests = false
  /// Entries looked at in each data set; nil for all.
  package var maxChecks: Int?
  /// Threads that look.
  package var threads = 1

  package init() {}
}

/// What can be wrong with a line of a checksum manifest.
package enum EntryFault: String, CaseIterable, Hashable, Sendable {
  /// Not a checksum.
  case malformed
  /// The path leads out of the roots.
  case refused
  /// No root has a regular file of this name.
  case missing
  /// The file is there and cannot be looked at or read.
  case unreadable
  /// The content has another digest.
  case changed
}

/// What was found of one data set.
package struct DatasetReport: Hashable, Sendable {
  /// A root as configured, and whether it can be used.
  package struct Root: Hashable, Sendable {
    package let path: String
    package let state: RootState
  }

  /// A line at fault.
  package struct Example: Hashable, Sendable {
    /// Of the checksum manifest, from 1.
    package let line: Int
    /// Nil where the line has none.
    package let path: RawPath?
    package let words: String
  }

  package let name: String
  package let roots: [Root]
  /// As configured.
  package let checksumManifest: String?
  /// Why the checksum manifest could not be used, or not to its end.
  package internal(set) var manifestProblem: String?
  /// Whether the lines of the checksum manifest were looked at.
  package internal(set) var isVerified = false
  /// Lines looked at that should name a file.
  package internal(set) var checked = 0
  /// Of those, the files that are there (and have their digest, where that was wanted).
  package internal(set) var sound = 0
  /// Bytes read to take digests.
  package internal(set) var bytesHashed = 0
  /// Whether `maxChecks` left lines out.
  package internal(set) var isCutShort = false
  package internal(set) var faults: [EntryFault: Int] = [:]
  package internal(set) var examples: [EntryFault: [Example]] = [:]

  /// Examples that are kept of each fault, the first by line.
  package static let exampleLimit = 20

  init(_ entry: IntegrityConfig.Entry) {
    name = entry.name
    roots = entry.roots.map { Root(path: $0, state: RootState(of: FileSystem.absolute($0))) }
    checksumManifest = entry.checksumManifest
  }

  package var hasUsableRoot: Bool { roots.contains { $0.state == .usable } }

  package var hasPassed: Bool {
    hasUsableRoot && manifestProblem == nil && faults.values.allSatisfy { $0 == 0 }
  }

  mutating func add(_ verdict: EntryVerdict) {
    checked += 1
    switch verdict {
    case .sound: sound += 1
    case .fault(let fault, let example):
      faults[fault, default: 0] += 1
      if faults[fault, default: 0] <= Self.exampleLimit {
        examples[fault, default: []].append(example)
      }
    }
  }
}

/// What is to be said of a line that should name a file.
enum EntryVerdict {
  case sound
  case fault(EntryFault, DatasetReport.Example)
}
