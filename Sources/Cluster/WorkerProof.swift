import Dataset
import Rendering
import Scheduling
import Storage

/// Where the run's job description lies: what a welcome hands to a worker.
struct JobReference: Codable {
  /// Absolute path of `job.json`.
  var path: String
  var sha256: String
}

/// Shows that this worker sees the bundle, the manifest and the roots that the coordinator sees.
enum WorkerProof {
  /// Reads the job and gathers the proof; throws where the bundle is not visible from here.
  static func gather(_ job: Job) throws -> (RenderJob, Proof) {
    let reference = try JSONFile.decode(JobReference.self, from: Array(job.description.utf8))
    let bytes = try Files.read(reference.path, limit: 1 << 24)
    let render = try JSONFile.decode(RenderJob.self, from: bytes)
    let owner = try JSONFile.read(OwnerRecord.self, at: render.layout.owner)
    let roots = render.roots
    let proof = Proof(
      run: owner.run.hex, options: SHA256.hexadecimal(of: bytes),
      manifestSize: try Descriptor(opening: render.manifest.path, 0).size(),
      manifestSHA256: try sha256(of: render.manifest.path),
      emptyRoots: roots.problems.map(\.path))
    return (render, proof)
  }

  private static func sha256(of path: String) throws(StorageError) -> String {
    let file = try Descriptor(opening: path, 0)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    var hash = SHA256()
    while true {
      let count = try file.read(into: piece)
      if count == 0 { return hash.hexadecimal() }
      hash.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
  }
}
