package import Dataset

/// The requirements that a worker must meet before its first lease.
package struct Requirements: Hashable, Sendable {
  package var run: RunID
  package var build: String
  package var libraries: String
  package var options: String
  package var manifestSize: Int
  package var manifestSHA256: String
  /// The description for workers; opaque here.
  package var job: Job

  package init(
    run: RunID, build: String, libraries: String, options: String, manifestSize: Int,
    manifestSHA256: String, job: Job
  ) {
    self.run = run
    self.build = build
    self.libraries = libraries
    self.options = options
    self.manifestSize = manifestSize
    self.manifestSHA256 = manifestSHA256
    self.job = job
  }

  /// The reason why `hello` cannot be admitted; nil if it can (a missing proof is not a refusal).
  func refusal(of hello: Hello) -> Refusal? {
    if hello.build != build { return differs(.wrongBuild, hello.build, build) }
    if hello.libraries != libraries { return differs(.wrongLibraries, hello.libraries, libraries) }
    guard let proof = hello.proof else { return nil }
    if proof.run != run.hex { return differs(.wrongRun, proof.run, run.hex) }
    if proof.options != options { return differs(.wrongOptions, proof.options, options) }
    if proof.manifestSize != manifestSize {
      return differs(.wrongManifest, "\(proof.manifestSize) bytes", "\(manifestSize) bytes")
    }
    if proof.manifestSHA256 != manifestSHA256 {
      return differs(.wrongManifest, proof.manifestSHA256, manifestSHA256)
    }
    guard proof.emptyRoots.isEmpty else {
      let roots = proof.emptyRoots.joined(separator: ", ")
      return Refusal(reason: .emptyRoot, words: "absent or empty there: \(roots)")
    }
    return nil
  }

  private func differs(_ reason: Refusal.Reason, _ theirs: String, _ ours: String) -> Refusal {
    Refusal(reason: reason, words: "the worker has \(theirs), the run \(ours)")
  }
}
