package import Manifest

/// The results of a file's records.
package struct ImportCounts: Hashable, Sendable {
  package internal(set) var events = 0
  /// Events whose length is 0 or less, which get the manifest's default window.
  package internal(set) var points = 0
  /// Records that are not an event: cuts without a supervision.
  package internal(set) var empty = 0
  /// Events that lack a field that every clip needs, with the line of the first.
  package private(set) var lacking: [Lack] = []

  /// A field that events lack.
  package struct Lack: Hashable, Sendable {
    package let meaning: KeyNames.Meaning
    /// Events that lack it.
    package fileprivate(set) var count: Int
    package let firstLine: Int
  }

  mutating func note(_ meaning: KeyNames.Meaning, at line: Int) {
    if let place = lacking.firstIndex(where: { $0.meaning == meaning }) {
      lacking[place].count += 1
    } else {
      lacking.append(Lack(meaning: meaning, count: 1, firstLine: line))
    }
  }
}
