package import Dataset
package import Files

/// A flag that would find missing recordings.
package struct RootAdvice: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The source set that it concerns; nil for all.
  package let sourceSet: Text?
  /// Flags and their values as words of a command line, before quoting.
  ///
  /// With a first mapped root the manifest's own folder is no longer a root: then it is named too.
  package let flags: [String]
  /// Numbers of distinct recordings: in total, found now, and found in addition with the flag.
  package let files: Int
  package let found: Int
  package let wouldBeFound: Int

  /// A sentence with the flags in a form for a shell.
  package var description: String {
    let of = sourceSet.map { " files of \(ShellWord.of($0.string))" } ?? " files"
    return "\(found) of \(files)\(of) found; \(wouldBeFound)\(found > 0 ? " more" : "")"
      + " would be found with \(flags.map(ShellWord.of).joined(separator: " "))"
  }
}

/// Searches for missing recordings one level above and below the roots and in the working directory.
///
/// It is bounded: a sample of the missing paths is tried in each folder, then all (up to a limit) in the best one.
package struct RootSearch {
  private let roots: AudioRoots
  private let manifest: String

  private static let sampleSize = 50
  private static let lookupLimit = 50_000
  private static let childLimit = 200
  private static let setLimit = 20

  /// `roots` are those in which the recordings were not found.
  package init(_ roots: AudioRoots, manifest: String) {
    self.roots = roots
    self.manifest = manifest
  }

  /// Advice on `missing` recordings.
  ///
  /// If nothing was found, it is one root for all; then a root for each source set of which another folder has more.
  /// `missing` are all recordings that were not found, `outside` those of them that a root refused.
  package func advice(
    for missing: [SourceKey], outside: [SourceKey], sets: [SourceSetCount]
  ) -> [RootAdvice] {
    let files = sets.reduce(0) { $0 + $1.files }
    let found = sets.reduce(0) { $0 + $1.filesFound }
    var advice: [RootAdvice] = []
    if found == 0, let best = best(for: missing) {
      advice.append(
        RootAdvice(
          sourceSet: nil, flags: [ExportOption.audioRoot.flag, best.folder], files: files, found: 0,
          wouldBeFound: best.count))
    }
    let general = advice.first?.flags.last
    let besides = found > 0 ? manifestFolder : []
    let worst = sets.filter { $0.filesFound < $0.files }
      .sorted { $0.files - $0.filesFound > $1.files - $1.filesFound }.prefix(Self.setLimit)
    for set in worst {
      let own = missing.filter { $0.sourceSet == set.name }
      let already = general.map { count(of: Array(own.prefix(Self.lookupLimit)), under: $0) } ?? 0
      guard let best = best(for: own), best.count > already else { continue }
      advice.append(
        RootAdvice(
          sourceSet: set.name,
          flags: [ExportOption.audioRootMap.flag, "\(set.name)=\(best.folder)"] + besides,
          files: set.files, found: set.filesFound, wouldBeFound: best.count))
    }
    return advice + adviceOutside(outside, files: files, found: found)
  }

  /// The flag that keeps the manifest's folder a root once another is named; empty if it is not a root.
  private var manifestFolder: [String] {
    roots.roots.filter { $0.flag == nil }.flatMap { [ExportOption.audioRoot.flag, $0.path] }
  }

  /// Advice on paths outside the roots that lead to a file.
  private func adviceOutside(_ refused: [SourceKey], files: Int, found: Int) -> [RootAdvice] {
    let lax = AudioRoots(
      mapped: roots.roots.filter { $0.sourceSet != nil }.map { ($0.sourceSet ?? "", $0.path) },
      defaultRoot: roots.roots.first { $0.sourceSet == nil }?.path, manifest: manifest,
      workingDirectory: "/", allowsOutside: true)
    let count = refused.prefix(Self.lookupLimit).count { Self.finds($0, in: lax) }
    guard count > 0 else { return [] }
    return [
      RootAdvice(
        sourceSet: nil, flags: [ExportOption.allowOutsideRoots.flag], files: files, found: found,
        wouldBeFound: count)
    ]
  }

  /// The folder that has the most of some paths; the first of equals.
  private func best(for sources: [SourceKey]) -> (folder: String, count: Int)? {
    guard !sources.isEmpty else { return nil }
    let step = max(sources.count / Self.sampleSize, 1)
    let sample = stride(from: 0, to: sources.count, by: step).map { sources[$0] }
    var best: (folder: String, count: Int)?
    for folder in folders {
      let count = count(of: sample, under: folder)
      if count > (best?.count ?? 0) { best = (folder, count) }
    }
    guard let folder = best?.folder else { return nil }
    return (folder, count(of: Array(sources.prefix(Self.lookupLimit)), under: folder))
  }

  private func count(of sources: [SourceKey], under folder: String) -> Int {
    let other = AudioRoots(
      mapped: [], defaultRoot: folder, manifest: "/", workingDirectory: FileSystem.absolute("."))
    return sources.count { Self.finds($0, in: other) }
  }

  private static func finds(_ source: SourceKey, in roots: AudioRoots) -> Bool {
    if case .found = roots.resolve(source) { true } else { false }
  }

  /// The working directory, the manifest's folder, and the folders one level above and below a root.
  private var folders: [String] {
    let manifestFolder = FileSystem.absolute(manifest + "/..")
    var folders = [".", manifestFolder]
    for root in roots.roots.map(\.path) + [manifestFolder] {
      folders.append(FileSystem.absolute(root + "/.."))
      let names = (try? FileSystem.names(in: root)) ?? []
      folders += names.prefix(Self.childLimit).map { FileSystem.absolute("\(root)/\($0)") }
    }
    var seen: Set<String> = []
    return folders.filter { seen.insert($0).inserted }
  }
}
