package import Bundle
package import Cluster
import Dataset
import Export
import Files
import JSON

/// Everything that a run on this host depends on, looked at once.
package struct Examination: Encodable {
  /// What to look at.
  package struct Request {
    /// A bundle, which need not be there yet; nil: the present folder alone.
    package var bundle: BundleLayout?
    /// Where a coordinator listens; nil: where the bundle says.
    package var endpoint: String?
    /// A reader's keys.
    package var keys: KeyPaths?
    /// A folder that keygen made; nil: the one beside the bundle whose name ends in `.keys`, if there is one.
    package var keyFolder: String?

    package init() {}
  }

  package let host: String
  package let version: String
  /// The folder in which storage was tried.
  package let place: String
  package let checks: [DoctorCheck]

  /// True if there is no warning and no problem.
  package var isClean: Bool { !checks.contains(where: \.isFinding) }

  private enum CodingKeys: String, CodingKey {
    case host, version, place
    case isClean = "clean"
    case checks
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(host, forKey: .host)
    try fields.encode(version, forKey: .version)
    try fields.encode(place, forKey: .place)
    try fields.encode(isClean, forKey: .isClean)
    try fields.encode(checks, forKey: .checks)
  }

  /// One JSON object, with a line end.
  package var json: [UInt8] { JSONFile.document(self) }

  /// Makes all checks; leaves nothing behind.
  ///
  /// Throws an `interrupted` failure at SIGINT, SIGTERM or SIGHUP, and a failure where no thread can be started.
  package init(_ request: Request) throws {
    let signals = try Interrupts()
    host = Host.name
    version = Build.version
    let layout = request.bundle
    place = Self.place(layout)
    var made = LoadedLibraries.checks() + MachineLimits.checks()
    let run = RunChecks(bundle: layout, endpoint: request.endpoint, keys: request.keys)
    try signals.check()
    made += try StorageChecks.checks(at: place, bytesNeeded: run.bytesNeeded, signals)
    made.append(run.clock)
    made += KeyChecks.checks(folder: Self.keyFolder(request, layout), request.keys)
    made += run.checks
    // Checks of one group stand together, in the order in which they were made.
    checks = DoctorGroup.allCases.flatMap { group in made.filter { $0.group == group } }
  }

  /// The run state's folder, the bundle's, or the nearest one above that exists.
  private static func place(_ layout: BundleLayout?) -> String {
    guard let layout else { return FileSystem.absolute(".") }
    let candidates = [layout.inner, layout.root]
    return candidates.first(where: FileSystem.isDirectory) ?? nearestFolder(layout.root)
  }

  private static func nearestFolder(_ path: String) -> String {
    let found = FileSystem.nearest(path)
    return FileSystem.isDirectory(found) ? found : FileSystem.folder(of: found)
  }

  private static func keyFolder(_ request: Request, _ layout: BundleLayout?) -> String? {
    if let given = request.keyFolder { return given }
    let beside = layout.map { "\($0.root).keys" }
    return beside.flatMap { FileSystem.isDirectory($0) ? $0 : nil }
  }
}
