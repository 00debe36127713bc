import Cluster
import Files
import RunState

/// The files beside the bundle that an export is to write, checked against files that must not be lost.
struct OutputPlaces {
  private let places: [(flag: String, path: String, form: OutputForm)]
  private let manifest: String
  private let bundle: String
  private let mayLogInside: Bool

  init(_ command: ExportArguments) {
    let given = [
      ("--log-file", command.reports.logFile, OutputForm.log),
      ("--summary-json", command.reports.summaryJson, .summary),
      ("--expected-duration-csv", command.reports.expectedDurationCsv, .durations),
    ]
    places = given.compactMap { flag, path, form in
      path.map { (flag, FileSystem.absolute($0), form) }
    }
    manifest = FileSystem.absolute(command.manifest)
    bundle = FileSystem.absolute(command.bundle)
    mayLogInside = command.resuming.resume
  }

  var paths: [String] { places.map(\.path) }

  /// Throws for the first that is a folder, the manifest itself, a file of another form, or a log that would block a
  /// new bundle; nothing has been written then.
  ///
  /// Makes the folders above them, so that an impossible path is reported before hours of work.
  func check() throws(RunFailure) {
    for (flag, path, form) in places {
      if FileSystem.isDirectory(FileSystem.resolved(path)) {
        throw RunFailure(.cannotMake, "\(flag) \(path) is a folder (name a file)")
      }
      if FileSystem.isSameFile(path, manifest) {
        throw RunFailure(.usage, "\(flag) would overwrite the manifest \(path) (name another file)")
      }
      if form == .log, !mayLogInside, isInBundle(path) {
        throw RunFailure(.usage, "\(flag) \(path) lies in the bundle (name a file outside it)")
      }
      try form.requireReplaceable(path, "\(flag) \(path)")
    }
    for (flag, path, _) in places where !isInBundle(path) { try makeFolder(of: path, for: flag) }
  }

  private func isInBundle(_ path: String) -> Bool { path.utf8.starts(with: "\(bundle)/".utf8) }

  private func makeFolder(of path: String, for flag: String) throws(RunFailure) {
    let folder = FileSystem.absolute(path + "/..")
    do throws(StorageError) {
      try FileSystem.makeDirectories(folder)
    } catch {
      throw RunFailure(.cannotMake, "\(flag) \(path): \(error) (name a file elsewhere)")
    }
    guard FileSystem.isDirectory(FileSystem.resolved(folder)) else {
      throw RunFailure(
        .cannotMake, "\(flag) \(path): \(folder) is not a folder (name a file elsewhere)")
    }
  }
}

/// The files that a command is to write about others, checked against those that it reads.
struct ReportPlaces {
  /// Flags and their paths as typed; nil if the flag was not given.
  let outputs: [(flag: String, path: String?, form: OutputForm)]
  let inputs: [(words: String, path: String?)]
  /// A bundle that is only read.
  var bundle: String?

  /// Throws for the first that would replace an input, a file of the bundle, another output, or a file of
  /// another form.
  ///
  /// Nothing has been written then. Links are followed.
  func check() throws(RunFailure) {
    var taken: [(words: String, path: String)] = []
    for (words, path) in inputs {
      if let path { taken.append((words, Self.place(path))) }
    }
    for case (let flag, let path?, let form) in outputs {
      let place = Self.place(path)
      if let other = taken.first(where: { FileSystem.isSameFile($0.path, place) }) {
        throw RunFailure(
          .usage, "\(flag) would overwrite \(other.words) \(path) (name another file)")
      }
      if let bundle, place.utf8.starts(with: "\(Self.place(bundle))/".utf8) {
        throw RunFailure(
          .usage, "\(flag) \(path) lies in the bundle (name a file outside it)")
      }
      if FileSystem.isDirectory(place) {
        throw RunFailure(.cannotMake, "\(flag) \(path) is a folder (name a file)")
      }
      try form.requireReplaceable(path, "\(flag) \(path)")
      if FileSystem.size(place) != nil || !FileSystem.exists(place) {
        taken.append(("the file of \(flag)", place))
      }
    }
  }

  private static func place(_ path: String) -> String {
    FileSystem.resolved(FileSystem.absolute(path))
  }
}
