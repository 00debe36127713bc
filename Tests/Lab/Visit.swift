import Bundle
import Cluster
import Dataset
import Export
import Files
import Glibc
import JSON
import Messaging
import Rendering
import Scheduling

/// The identity and proof of a run's worker, for peers that pretend to be one.
struct Visit {
  /// The coordinator's address.
  let endpoint: Endpoint
  private let build: String
  private let proof: Proof

  /// Reads the bundle of a run whose coordinator is up; `program` is the executable that runs it.
  init(bundle: String, program: String) throws {
    struct Owner: Decodable { var endpoint: String? }
    let layout = BundleLayout(bundle)
    let owner = try JSONFile.read(Owner.self, at: layout.owner)
    guard let text = owner.endpoint else {
      throw StorageError(damaged: layout.owner, "it names no endpoint yet")
    }
    endpoint = try Endpoint(parsing: text)
    let job = try JSONFile.read(RenderJob.self, at: layout.job)
    build = try Build.identity(of: program)
    proof = Proof(
      run: job.run.hex, options: try FileSystem.sha256(of: layout.job),
      manifestSize: job.manifest.size, manifestSHA256: job.manifest.sha256)
  }

  /// The hello of a worker that proves itself at once.
  func hello(_ name: String, slots: Int, incarnation: Incarnation) -> [UInt8] {
    let hello = Hello(
      worker: name, host: name, pid: Int(getpid()), slots: slots, build: build,
      libraries: Build.libraries, proof: proof)
    return JSONFile.encode(FromWorker(incarnation: incarnation, message: .hello(hello)))
  }
}
