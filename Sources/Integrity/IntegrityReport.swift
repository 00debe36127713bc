package import Files

/// The findings about all data sets, in the order of the configuration.
package struct IntegrityReport: Hashable, Sendable {
  package let request: IntegrityRequest
  package let datasets: [DatasetReport]

  package var failed: [DatasetReport] { datasets.filter { !$0.hasPassed } }
}

/// A request for a check.
package struct IntegrityRequest: Hashable, Sendable {
  /// True if every file of the checksum manifests must exist.
  package var verifiesManifests = false
  /// True if its content must also have the stated digest.
  package var recomputesDigests = false
  /// Entries checked in each data set; nil for all.
  package var maxChecks: Int?
  /// Threads that check.
  package var threads = 1

  package init() {}
}

/// The possible faults of a line of a checksum manifest.
package enum EntryFault: String, CaseIterable, Hashable, Sendable {
  /// Not a checksum.
  case malformed
  /// The path leads out of the roots.
  case refused
  /// No root has a regular file of this name.
  case missing
  /// The file exists, but cannot be examined or read.
  case unreadable
  /// The content has another digest.
  case changed
}

/// The findings about one data set.
package struct DatasetReport: Hashable, Sendable {
  /// A root as configured, and whether it is usable.
  package struct Root: Hashable, Sendable {
    package let path: String
    package let state: RootState
  }

  /// A line at fault.
  package struct Example: Hashable, Sendable {
    /// Line of the checksum manifest, from 1.
    package let line: Int
    /// Nil if the line has none.
    package let path: RawPath?
    package let words: String
  }

  package let name: String
  package let roots: [Root]
  /// As configured.
  package let checksumManifest: String?
  /// The reason why the checksum manifest could not be used, or not to its end.
  package internal(set) var manifestProblem: String?
  /// True if the lines of the checksum manifest were checked.
  package internal(set) var isVerified = false
  /// Checked lines that should name a file.
  package internal(set) var checked = 0
  /// Those of them whose file exists (and has its digest, if that was requested).
  package internal(set) var sound = 0
  /// Bytes that were read for digests.
  package internal(set) var bytesHashed = 0
  /// True if `maxChecks` excluded lines.
  package internal(set) var isCutShort = false
  package internal(set) var faults: [EntryFault: Int] = [:]
  package internal(set) var examples: [EntryFault: [Example]] = [:]

  /// The number of examples that are kept of each fault, the first by line.
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

/// The verdict on a line that should name a file.
enum EntryVerdict {
  case sound
  case fault(EntryFault, DatasetReport.Example)
}
