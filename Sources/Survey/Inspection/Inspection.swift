package import Dataset
import Files
import JSON
import Manifest
package import Planning

/// A request for an inspection.
package struct InspectionRequest: Sendable {
  /// Absolute.
  package let manifest: String
  package var sources = SourceOptions()
  /// How to read the events.
  package var fields = FieldOptions()

  package init(manifest: String) { self.manifest = manifest }
}

/// The result of inspecting a manifest.
package struct Inspection: Sendable, Codable {
  package let manifest: String
  /// Bytes.
  package let size: Int
  package internal(set) var eventsRead = 0
  /// Number of events in the whole manifest; estimated unless all were read.
  package internal(set) var events = 0
  package internal(set) var isEstimate = false
  package internal(set) var malformed = 0
  package internal(set) var malformedWords: String?
  package internal(set) var keys: [KeyCount] = []
  package internal(set) var fields: [FieldFilling] = []
  /// Seconds; nil if no event has an onset.
  package internal(set) var onsets: OnsetRange?
  package internal(set) var oddities: [String] = []
  package internal(set) var labels: [LabelCount] = []
  package internal(set) var audio = AudioPlaces()
  package internal(set) var examples: [CutExample] = []
  /// The next command, in a form for a shell.
  package internal(set) var command = ""

  /// A field on which clips depend, and the number of events that fill it.
  package struct FieldFilling: Hashable, Sendable, Codable {
    package let field: String
    /// Number of the read events.
    package let count: Int
    /// A key that would fill it, if no key does.
    package let nearest: Text?

    /// True if that key holds milliseconds; only an import converts them to seconds.
    var isScaled: Bool {
      guard let nearest, let meaning = KeyNames.Meaning(name: field) else { return false }
      return KeyNames.isScaled(meaning, nearest)
    }
  }

  /// The range of onsets, in seconds.
  package struct OnsetRange: Hashable, Sendable, Codable {
    package let least: Double
    package let median: Double
    package let greatest: Double
  }

  /// A label and its clips among the events that were read.
  package struct LabelCount: Hashable, Sendable, Codable {
    package let label: Text
    package let count: Int
  }

  /// The places of the audio.
  package struct AudioPlaces: Hashable, Sendable, Codable {
    package internal(set) var roots: [String] = []
    /// Distinct files of the events that were read.
    package internal(set) var files = 0
    package internal(set) var found = 0
    package internal(set) var missingExamples: [Text] = []
    package internal(set) var advice: [RootAdvice] = []
  }

  /// A clip as it would be cut.
  package struct CutExample: Hashable, Sendable, Codable {
    /// Nil if it is somewhere in the middle.
    package let ordinal: Int?
    package let eventID: Text?
    package let audioPath: Text?
    package let label: Text
    /// Seconds.
    package let start: Double
    package let duration: Double
    package let clip: String
  }

  init(_ request: InspectionRequest) {
    manifest = request.manifest
    size = FileSystem.size(request.manifest) ?? 0
  }

  /// The document, with a line end.
  package func json() -> [UInt8] { JSONFile.document(self) }
}
