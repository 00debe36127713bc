package import Dataset
import Files
import JSON
import Manifest
package import Planning

/// What is to be inspected.
package struct InspectionRequest: Sendable {
  /// Absolute.
  package let manifest: String
  package var sources = SourceOptions()
  /// How the events are read.
  package var fields = FieldOptions()

  package init(manifest: String) { self.manifest = manifest }
}

/// What a look at a manifest shows.
package struct Inspection: Sendable, Codable {
  package let manifest: String
  /// Bytes.
  package let size: Int
  package internal(set) var eventsRead = 0
  /// Of the whole manifest; estimated unless all were read.
  package internal(set) var events = 0
  package internal(set) var isEstimate = false
  package internal(set) var malformed = 0
  package internal(set) var malformedWords: String?
  package internal(set) var keys: [KeyCount] = []
  package internal(set) var fields: [FieldFilling] = []
  /// Seconds; nil where no event has an onset.
  package internal(set) var onsets: OnsetRange?
  package internal(set) var oddities: [String] = []
  package internal(set) var labels: [LabelCount] = []
  package internal(set) var audio = AudioPlaces()
  package internal(set) var examples: [CutExample] = []
  /// What to give next, as a shell takes it.
  package internal(set) var command = ""

  /// A field that clips depend on, and the events that fill it.
  package struct FieldFilling: Hashable, Sendable, Codable {
    package let field: String
    /// Of the events that were read.
    package let count: Int
    /// A key that would fill it, where none does.
    package let nearest: Text?

    /// Whether that key holds milliseconds, of which only an import makes seconds.
    var isScaled: Bool {
      guard let nearest, let meaning = KeyNames.Meaning(name: field) else { return false }
      return KeyNames.isScaled(meaning, nearest)
    }
  }

  /// Where onsets lie, in seconds.
  package struct OnsetRange: Hashable, Sendable, Codable {
    package let least: Double
    package let median: Double
    package let greatest: Double
  }

  /// A label and the clips of it among the events that were read.
  package struct LabelCount: Hashable, Sendable, Codable {
    package let label: Text
    package let count: Int
  }

  /// Where the audio would be found.
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
    /// Nil where it stands somewhere in the middle.
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
