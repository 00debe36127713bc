import Bundle
import Dataset
import JSON
import Rendering

/// An order of a worker to its renderer: a JSON line on the renderer's standard input.
enum RendererOrder: OneKeyCodable {
  /// The run; sent once, first.
  case job(RenderJob)
  case render(RenderTask)

  static let cases: [String: OneKeyCase<Self>] = [
    "job": .holding(Self.job), "render": .holding(Self.render),
  ]

  var body: (name: String, value: any Encodable) {
    switch self {
    case .job(let job): ("job", job)
    case .render(let task): ("render", task)
    }
  }
}

/// A renderer's answer to a `render` order: a JSON line on its standard output.
enum RendererAnswer: OneKeyCodable {
  case finished(RenderedShard)
  case failed(RenderFailure)

  static let cases: [String: OneKeyCase<Self>] = [
    "finished": .holding(Self.finished), "failed": .holding(Self.failed),
  ]

  /// The answer in a line; nil if the line is not one.
  init?(line: [UInt8]) {
    guard let answer = try? JSONFile.decode(RendererAnswer.self, from: line) else { return nil }
    self = answer
  }

  /// Words about a line that is not an answer: its beginning, made visible.
  static func words(onNonsense line: [UInt8]) -> String {
    let start = String(decoding: line.prefix(nonsenseBytes), as: UTF8.self).visible
    return "the renderer wrote something that is not an answer: \(start)"
  }

  private static let nonsenseBytes = 200

  var body: (name: String, value: any Encodable) {
    switch self {
    case .finished(let shard): ("finished", shard)
    case .failed(let failure): ("failed", failure)
    }
  }
}
