import AudioIO
import Dataset
import Files
import Planning

/// The places of some events' recordings, and the lengths of a few of them.
struct AudioLook {
  private(set) var places = Inspection.AudioPlaces()
  /// Lengths of a few recordings that were found.
  private(set) var lengths: [SourceKey: Length] = [:]
  private var tried = 0
  private var unopened: [(path: Text, error: SoundFileError)] = []

  /// A recording's length, as it states it for certain.
  struct Length {
    let frames: Int
    let rate: Int
    var seconds: Double { Double(frames) / Double(rate) }
  }

  private static let opened = 20
  private static let examples = 3

  init(_ request: InspectionRequest, _ seen: [Inspector.Seen]) {
    let roots = AudioRoots(request.sources, manifest: request.manifest)
    places.roots = roots.roots.map(\.path)
    var known: Set<SourceKey> = []
    var (missing, outside, found) = ([SourceKey](), [SourceKey](), [(SourceKey, String)]())
    for one in seen where known.insert(one.event.source).inserted {
      let source = one.event.source
      guard source.audioPath != nil else { continue }
      places.files += 1
      switch roots.resolve(source) {
      case .found(let root):
        if let path = roots.path(of: source, root: root) { found.append((source, path)) }
      case .outside:
        outside.append(source)
        missing.append(source)
      default: missing.append(source)
      }
    }
    places.found = found.count
    places.missingExamples = missing.prefix(Self.examples).compactMap(\.audioPath)
    if !missing.isEmpty {
      places.advice = RootSearch(roots, manifest: request.manifest).advice(
        for: missing, outside: outside, sets: Self.sets(known, found.map(\.0)))
    }
    let step = max(found.count / Self.opened, 1)
    for number in stride(from: 0, to: found.count, by: step).prefix(Self.opened) {
      let (source, path) = found[number]
      do throws(SoundFileError) {
        let file = try SoundFile(path: path)
        if let frames = file.statedFrames {
          lengths[source] = Length(frames: frames, rate: file.sampleRate)
        }
      } catch {
        unopened.append((source.audioPath ?? "", error))
      }
      tried += 1
    }
  }

  /// An oddity of the tried recordings; nil if all could be opened.
  var oddity: String? {
    unopened.first.map { path, error in
      "recordings that cannot be opened: \(unopened.count) of \(tried) tried, the first"
        + " \(ShellWord.of(path.string)) (\(error.description))"
    }
  }

  /// Files by source set, in the order of their names.
  private static func sets(
    _ all: Set<SourceKey>, _ found: [SourceKey]
  ) -> [SourceSetCount] {
    let (files, hits) = (
      Dictionary(grouping: all.filter { $0.audioPath != nil }, by: \.sourceSet),
      Dictionary(grouping: found, by: \.sourceSet)
    )
    return files.keys.sorted().map { name in
      var set = SourceSetCount(name: name)
      set.files = files[name]?.count ?? 0
      set.filesFound = hits[name]?.count ?? 0
      return set
    }
  }
}
