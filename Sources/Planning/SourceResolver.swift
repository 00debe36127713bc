package import Dataset
package import Files

/// Every distinct source of the manifest, looked up once.
///
/// Memory grows with the number of distinct files, not with the number of events.
struct SourceResolver {
  let roots: AudioRoots
  private var locations: [SourceKey: SourceLocation] = [:]
  private var setNumbers: [Text: Int] = [:]
  private(set) var sets: [SourceSetCount] = []

  init(roots: AudioRoots) { self.roots = roots }

  /// Counts one event of the source, and returns the place of the source.
  mutating func note(_ source: SourceKey) throws(PlanError) -> SourceLocation {
    let set = number(of: source.sourceSet)
    sets[set].events += 1
    let location: SourceLocation
    if let known = locations[source] {
      location = known
    } else {
      location = try SourceLocation(of: source, in: roots)
      locations[source] = location
      sets[set].files += 1
      if case .root = location { sets[set].filesFound += 1 }
    }
    if case .root = location {} else { sets[set].eventsMissing += 1 }
    return location
  }

  /// Counts clips of a noted set, and the frames of each.
  mutating func notePlanned(_ set: Text, clips: Int, frames: Int) {
    let set = number(of: set)
    sets[set].plannedClips = (sets[set].plannedClips ?? 0) + clips
    var sum = sets[set].plannedFrames ?? CappedSum()
    sum.add(frames, times: clips)
    sets[set].plannedFrames = sum
  }

  private mutating func number(of set: Text) -> Int {
    if let known = setNumbers[set] { return known }
    setNumbers[set] = sets.count
    var count = SourceSetCount(name: set)
    count.plannedClips = 0
    count.plannedFrames = CappedSum()
    sets.append(count)
    return sets.count - 1
  }

  /// Folders on the way to sources that may not be searched; nil for none.
  ///
  /// The first few, in the order of their paths.
  var unsearchable: [String]? {
    let denied = locations.filter { $0.value == .denied }.keys.sorted(by: Self.precedes)
    let folders = denied.prefix(Self.deniedLimit).compactMap(roots.unsearchableFolder)
    return folders.isEmpty ? nil : Array(Set(folders).sorted().prefix(Self.foldersNamed))
  }

  /// The most sources whose folders are examined.
  private static let deniedLimit = 1_000
  private static let foldersNamed = 3

  /// Advice on the sources that were not found.
  func advice(manifest: String) -> [RootAdvice] {
    let missing = locations.filter { if case .root = $0.value { false } else { true } }
    return RootSearch(roots, manifest: manifest).advice(
      for: missing.keys.sorted(by: Self.precedes),
      outside: missing.filter { $0.value == .outsideRoots }.keys.sorted(by: Self.precedes),
      sets: sets)
  }

  private static func precedes(_ one: SourceKey, _ two: SourceKey) -> Bool {
    (one.sourceSet, one.audioPath ?? "") < (two.sourceSet, two.audioPath ?? "")
  }
}

extension SourceLocation {
  /// The place of a source in the roots; throws if a root that may hold it cannot be read.
  package init(of source: SourceKey, in roots: AudioRoots) throws(PlanError) {
    switch roots.resolve(source) {
    case .found(let root): self = .root(root)
    case .missing: self = .missing
    case .outside: self = .outsideRoots
    case .denied: self = .denied
    case .unreachable(let root, _, let words):
      throw .unreachable(root: roots.directory(of: root), words: words)
    }
  }
}
