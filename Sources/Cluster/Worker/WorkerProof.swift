import Bundle
import Dataset
import Files
import Glibc
import JSON
import Rendering
import Scheduling

/// Proves that this worker sees the bundle, the manifest and the roots that the coordinator sees.
struct WorkerProof {
  /// Nil if the job description cannot be read.
  private(set) var job: RenderJob?
  /// The observed facts, as far as they could be read.
  private(set) var proof = Proof(
    run: "nothing", options: "nothing", manifestSize: 0, manifestSHA256: "nothing")
  /// A fault that may pass on a network file system; nil if all is well.
  private(set) var doubt: String?

  /// The time for which a file that was just written may be invisible, or look old, on another client: the longest
  /// attribute cache of nfs(5), 60 s, and some slack.
  static let visibilityLimit = Span.seconds(75)
  private static let rootsNamed = 20

  /// Reads everything once.
  ///
  /// `isStopping` is called from time to time, since a manifest may be large.
  ///
  /// Throws if the coordinator's message makes no sense.
  init(_ job: Job, isStopping: () -> Bool) throws {
    let reference = try JSONFile.decode(JobReference.self, from: Array(job.description.utf8))
    do {
      try look(at: reference, isStopping)
    } catch let error as StorageError {
      doubt = error.description
    }
  }

  private mutating func look(at reference: JobReference, _ isStopping: () -> Bool) throws {
    FileSystem.lookAgain(at: reference.path)
    let bytes = try FileSystem.read(reference.path, limit: 1 << 24, isOurs: true)
    proof.options = SHA256.hexadecimal(of: bytes)
    guard proof.options == reference.sha256 else {
      doubt = "\(reference.path) is not the job of this run"
      return
    }
    let job = try JSONFile.decode(RenderJob.self, from: bytes)
    self.job = job
    let owner = try OwnerRecord.read(job.layout)
    proof.run = owner.run.hex
    if owner.run != job.run { doubt = "\(job.layout.owner) belongs to another run" }
    if job.layout.isApart { try lookAtBundle(of: job) }
    proof.manifestSize = try Descriptor(reading: job.manifest.path).size()
    proof.manifestSHA256 =
      try FileSystem.sha256(of: job.manifest.path, while: { !isStopping() }) ?? "interrupted"
    proof.emptyRoots = Array(job.roots.problems.map(\.path).prefix(Self.rootsNamed))
  }

  /// The owner's record shows only that the run state is the same.
  private mutating func lookAtBundle(of job: RenderJob) throws(StorageError) {
    let here = try StateReference.read(job.layout.stateReference)
    if here != nil, here == (try StateReference.read(job.layout.bundleReference)) { return }
    proof.run = "another bundle"
    doubt = "\(job.bundle) is not the bundle whose run state lies in \(job.layout.state)"
  }
}
