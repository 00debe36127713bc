import Dataset
import Foundation
import Testing

/// The examples of `Tests/Fixtures/vectors.json` that concern names, splits, windows and levels.
struct Vectors: Decodable {
  let clipFile: [ClipFile]
  let split: [SplitExample]
  let missingEventId: [MissingID]
  let window: [WindowExample]
  let level: [LevelExample]

  struct ClipFile: Decodable, Sendable, CustomTestStringConvertible {
    let clipId: Text
    let label: Text
    let file: String
    let fanoutDigits: String

    var testDescription: String { file }
  }

  struct SplitExample: Decodable, Sendable {
    let session: Text
    let value: Double
    let split: Split

    private enum CodingKeys: String, CodingKey {
      case session = "sessionId"
      case value
      case split = "splitAt0.1"
    }
  }

  struct MissingID: Decodable, Sendable {
    let sessionId: Text
    let sourceSet: Text
    let audioPath: Text
    let onsetTime: Double
    let pre: Double
    let post: Double
    let durationSeconds: Double?
    let clipId: Text
  }

  struct WindowExample: Decodable, Sendable {
    let onsetTime: Double
    let pre: Double
    let post: Double
    let durationSeconds: Double?
    let sourceRate: Int
    let startFrame: Int
    let frames: Int
  }

  struct LevelExample: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let samples: [Int16]
    let peak: Int
    let peakFrame: Int
    let rms: Double

    var testDescription: String { name }
  }

  /// The file as it lies in the repository.
  static let all: Vectors = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/vectors.json")
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Vectors.self, from: Data(contentsOf: file))
    } catch {
      preconditionFailure("could not read \(file.path): \(error)")
    }
  }()
}
