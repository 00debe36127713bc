import Glibc

/// One line of the manifest.
struct ManifestEvent: Encodable {
  struct Context: Encodable {
    /// Milliseconds; each defaults on its own.
    var pre: Double?
    var post: Double?
  }

  struct Component: Encodable {
    var label: String
    var velocity: Double
    var dynamicBucket: String
    var openness: Double?

    enum CodingKeys: String, CodingKey {
      case label
      case velocity
      case dynamicBucket = "dynamic_bucket"
      case openness
    }
  }

  struct Loudness: Encodable {
    var integrated: Double
    var peak: Double

    enum CodingKeys: String, CodingKey {
      case integrated = "LUFS_i"
      case peak = "peak_dbfs"
    }
  }

  var eventID: String?
  var sessionID: String
  var sourceSet: String
  var drummerID: String
  var audioPath: String
  var onset: Double
  var offset: Double
  var context: Context?
  var components: [Component]
  var techniques: [String]
  var isSynthetic: Bool
  var mixContext: String
  var bleedLevel: String
  var loudness: Loudness
  var tempo: Double
  var meter: String
  var metadataReference: String

  enum CodingKeys: String, CodingKey {
    case eventID = "event_id"
    case sessionID = "session_id"
    case sourceSet = "source_set"
    case drummerID = "drummer_id"
    case audioPath = "audio_path"
    case onset = "onset_time"
    case offset = "offset_time"
    case context = "context_ms"
    case components
    case techniques
    case isSynthetic = "is_synthetic"
    case mixContext = "mix_context"
    case bleedLevel = "bleed_level"
    case loudness
    case tempo = "tempo_bpm"
    case meter
    case metadataReference = "metadata_ref"
  }

  /// The event for `hit`, the `number`th of its recording.
  init(
    _ hit: Hit, number: Int, of recording: Recording, groove: Groove,
    generator: inout SeededGenerator
  ) {
    eventID = "\(recording.sessionID)-\(String(number + 10_000).dropFirst())"
    sessionID = recording.sessionID
    sourceSet = recording.sourceSet
    drummerID = recording.drummerID
    audioPath = recording.manifestPath
    onset = hit.onset
    offset = ((hit.onset + 0.12) * 1e6).rounded() / 1e6
    context = Self.context(generator: &generator)
    components = hit.strokes.map { Component($0, generator: &generator) }
    techniques = generator.chance(0.03) ? [generator.pick(["flam", "drag", "buzz"])] : []
    isSynthetic = recording.isSynthetic
    mixContext = recording.mixContext
    bleedLevel = recording.isSynthetic ? "none" : generator.pick(["low", "low", "med", "high"])
    loudness = Loudness(hit)
    tempo = groove.tempo
    meter = groove.meter
    metadataReference = "provenance/\(recording.sourceSet)/\(recording.sessionID).json"
  }

  private static func context(generator: inout SeededGenerator) -> Context? {
    if generator.chance(0.88) { return Context(pre: 80, post: 200) }
    return generator.pick([
      nil, nil, Context(pre: 50, post: 150), Context(pre: 100, post: 400),
      Context(pre: 0, post: 120), Context(pre: 80), Context(post: 250.5), Context(pre: 0, post: 0),
    ])
  }
}

extension ManifestEvent.Component {
  fileprivate init(_ stroke: Hit.Stroke, generator: inout SeededGenerator) {
    label = stroke.drum.rawValue
    velocity = stroke.velocity
    dynamicBucket =
      switch stroke.velocity {
      case ..<0.3: "ghost"
      case ..<0.5: "soft"
      case ..<0.75: "medium"
      default: "accent"
      }
    openness = stroke.drum.openness.map {
      (($0 + generator.between(0, 0.1)) * 1000).rounded() / 1000
    }
  }
}

extension ManifestEvent.Loudness {
  /// An estimate from the velocities: the mix plays a stroke at half its squared velocity.
  fileprivate init(_ hit: Hit) {
    let energy = hit.strokes.reduce(0) { $0 + $1.velocity * $1.velocity }
    peak = (200 * log10(min(0.5 * energy, 1))).rounded() / 10
    integrated = peak - 12
  }
}

extension Recording {
  /// The file's path relative to the manifest's folder.
  var manifestPath: String { "audio/\(sourceSet)/\(path)" }
}
