import Bundle
import Rendering

/// What a worker tells its renderer: a JSON line on the renderer's standard input.
enum RendererOrder: Codable {
  /// The run; once, first.
  case job(RenderJob)
  case render(RenderTask)
}

/// What a renderer answers to each `render`: a JSON line on its standard output.
enum RendererAnswer: Codable {
  case finished(RenderedShard)
  case failed(RenderFailure)
}
