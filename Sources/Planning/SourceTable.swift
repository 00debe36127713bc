import Dataset
import Storage

/// Every distinct source of the manifest, looked up once.
///
/// Memory grows with the number of distinct files, not with the number of events.
struct SourceTable {
  private let roots: AudioRoots
  private var locations: [SourceKey: SourceLocation] = [:]
  private var setNumbers: [Text: Int] = [:]
  private(set) var sets: [SourceSetCount] = []

  init(roots: AudioRoots) { self.roots = roots }

  /// Counts one event of the source, and says where the source was found.
  mutating func note(_ source: SourceKey) throws(PlanError) -> SourceLocation {
    let set = number(of: source.sourceSet)
    sets[set].events += 1
    let location: SourceLocation
    if let known = locations[source] {
      location = known
    } else {
      location = try resolve(source)
      locations[source] = location
      sets[set].files += 1
      if case .root = location { sets[set].filesFound += 1 }
    }
    if case .root = location {} else { sets[set].eventsMissing += 1 }
    return location
  }

  private func resolve(_ source: SourceKey) throws(PlanError) -> SourceLocation {
    switch roots.resolve(source) {
    case .found(let root): .root(root)
    case .missing: .missing
    case .outside: .outsideRoots
    case .denied: .denied
    case .unreachable(let root, _, let words):
      throw .unreachable(root: roots.directory(of: root), words: words)
    }
  }

  private mutating func number(of set: Text) -> Int {
    if let known = setNumbers[set] { return known }
    setNumbers[set] = sets.count
    sets.append(SourceSetCount(name: set))
    return sets.count - 1
  }

  /// Of all distinct sources that have a path, how many a single root at `folder` would find.
  func findable(under folder: String) -> Int {
    let other = AudioRoots(
      mapped: [], defaultRoot: folder, manifest: "/", workingDirectory: Files.absolute("."))
    return locations.keys.count { source in
      if case .found = other.resolve(source) { true } else { false }
    }
  }

  var count: Int { locations.count }
}
