import Cluster
import Storage

/// The files that a command is to write about others, held against what it reads.
struct ReportPlaces {
  /// Flags and the paths given with them, as they were typed; nil where the flag was not given.
  let outputs: [(flag: String, path: String?)]
  let inputs: [(words: String, path: String?)]
  /// A bundle that is only looked at.
  var bundle: String?

  /// Throws for the first that would replace an input, a file of the bundle, or another output.
  ///
  /// Nothing has been written then. Links are followed.
  func check() throws(RunFailure) {
    var taken: [(words: String, path: String)] = []
    for (words, path) in inputs {
      if let path { taken.append((words, Self.place(path))) }
    }
    for case (let flag, let path?) in outputs {
      let place = Self.place(path)
      if let other = taken.first(where: { $0.path.utf8.elementsEqual(place.utf8) }) {
        throw RunFailure(
          .usage, "\(flag) would overwrite \(other.words) \(path) (name another file)")
      }
      if let bundle, place.utf8.starts(with: "\(Self.place(bundle))/".utf8) {
        throw RunFailure(
          .usage, "\(flag) \(path) lies in the bundle (name a file outside it)")
      }
      if Files.isDirectory(place) {
        throw RunFailure(.cannotMake, "\(flag) \(path) is a folder (name a file)")
      }
      if Files.size(place) != nil || !Files.exists(place) {
        taken.append(("the file of \(flag)", place))
      }
    }
  }

  private static func place(_ path: String) -> String { Files.resolved(Files.absolute(path)) }
}
