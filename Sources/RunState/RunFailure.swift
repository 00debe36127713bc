package import Bundle
import Dataset
package import Files
import Manifest
import Planning
package import Scheduling

/// The reason why an export, coordinator or worker failed: what happened, where, what to do.
package struct RunFailure: Error, CustomStringConvertible {
  /// The kind, from which the exit code follows.
  package enum Kind: Hashable, Sendable {
    case usage
    /// Malformed manifest.
    case badInput
    /// A file of gates or settings that is absent or unusable.
    case badConfig
    /// Manifest, root or bundle does not exist.
    case notThere
    /// So much is missing that nothing was rendered.
    case tooMuchMissing
    /// The bundle exists, belongs to another run, or cannot be made.
    case cannotMake
    /// Disk full, quota, I/O error on output.
    case output
    /// By a signal: resume to continue.
    case interrupted
    /// Sources unreachable, no progress: resume to continue.
    case unfinished
    case notPermitted
    /// A bug of the program.
    case bug
  }

  package let kind: Kind
  package let description: String

  /// True if the same bundle can be resumed when the cause is gone.
  package let isResumable: Bool

  package init(_ kind: Kind, _ description: String) {
    let isResumable =
      switch kind {
      case .interrupted, .unfinished, .output: true
      case .usage, .badInput, .badConfig, .notThere, .tooMuchMissing, .cannotMake, .notPermitted,
        .bug:
        false
      }
    self.init(kind, description, isResumable: isResumable)
  }

  package init(_ kind: Kind, _ description: String, isResumable: Bool) {
    self.kind = kind
    self.description = description
    self.isResumable = isResumable
  }

  /// Any error of the parts below, by its kind.
  package init(_ error: any Error) {
    switch error {
    case let failure as RunFailure: self = failure
    case let error as ManifestError: self.init(error)
    case let error as PlanError: self.init(error)
    case let error as StorageError: self.init(error)
    case let error as ThreadShortage:
      self.init(.unfinished, error.description, isResumable: false)
    case let error as any RunFailureCause: self = error.failure
    default: self.init(.bug, "\(error)")
    }
  }

  private init(_ error: ManifestError) {
    switch error.reason {
    case .missing, .notRegular: self.init(.notThere, error.description)
    case .notPermitted: self.init(.notPermitted, error.description)
    case .anotherKind: self.init(.badInput, error.description)
    case .failed: self.init(.unfinished, error.description)
    }
  }

  private init(_ error: PlanError) {
    switch error {
    case .malformed, .empty, .lacking, .changed, .removed:
      self.init(.badInput, error.description)
    case .tooMuchMissing: self.init(.tooMuchMissing, error.description)
    case .unreachable: self.init(.unfinished, error.description)
    }
  }

  private init(_ error: StorageError) {
    switch error.kind {
    case .full: self.init(.output, "\(error) (make room, then resume)")
    case .notPermitted, .readOnly:
      self.init(.cannotMake, "\(error) (choose a place that can be written)")
    case .name: self.init(.cannotMake, "\(error) (choose a shorter name, or another file system)")
    case .tooLarge:
      self.init(.output, "\(error) (\(Self.largerFiles))", isResumable: false)
    default: self.init(.output, error.description)
    }
  }
}

extension RunFailure {
  private static let largerFiles =
    "raise the limit on the size of files, which ulimit -f shows, or choose another file system"

  /// Names that the bundle's file system cannot hold, or cannot hold apart.
  package init(clash words: String, in bundle: String) {
    self.init(
      .cannotMake,
      "\(bundle) cannot hold all clips: \(words) (export to another file system, or change the ids"
        + " of these events); nothing was rendered")
  }

  /// The output refused a clip in a way that no retry can change.
  fileprivate init(refusedBy bundle: String, _ kind: FailureClass, _ words: String) {
    switch kind {
    case .nameRefused:
      self.init(
        .cannotMake,
        "\(bundle) cannot hold all clips: \(words) (export to another file system, or change the"
          + " event's id)")
    case .outputReadOnly:
      self.init(
        .cannotMake,
        "\(bundle) cannot be written any more: \(words) (mount it writable, or choose another place)"
      )
    default:
      self.init(
        .output, "\(bundle) cannot hold all clips: \(words) (\(Self.largerFiles))",
        isResumable: false)
    }
  }
}

/// An error of a part that this target does not know; it states itself what it means to a run.
package protocol RunFailureCause: Error {
  /// The failure of a run with this error.
  var failure: RunFailure { get }
}

extension RunFailure {
  /// A file of the bundle's run state, or the bundle itself, is gone or damaged; nil for any other error.
  package init?(losing error: any Error, of bundle: BundleLayout) {
    guard let error = error as? StorageError,
      [bundle.root, bundle.state].contains(where: { error.path.hasPrefix($0 + "/") }),
      [.notThere, .damaged, .irregular].contains(error.kind)
    else { return nil }
    guard FileSystem.exists(bundle.root) else {
      self.init(
        .output, "\(bundle.root) was removed while it was worked on (export it again)",
        isResumable: false)
      return
    }
    guard error.path.hasPrefix(bundle.state + "/") else { return nil }
    if error.path.hasPrefix(bundle.reports + "/") {
      self.init(.output, "\(error), though it was committed (a resume renders its shard again)")
      return
    }
    let help =
      switch Self.isComplete(bundle) {
      case true?:
        "bring it back, or remove \(bundle.state): --resume then rebuilds it from the bundle's own files"
      case false?: "bring it back, or start again with --overwrite"
      case nil: "bring it back; \(bundle.metadata) cannot be read either"
      }
    self.init(.output, "\(error), and the run continues from it (\(help))", isResumable: false)
  }

  /// The run state was written by a version of clipmill that writes another form of it.
  init(runStateVersion version: Int, of bundle: BundleLayout) {
    let help =
      Self.isComplete(bundle) == true
      ? "; or remove \(bundle.state): --resume then rebuilds it from the bundle's own files" : ""
    self.init(
      .cannotMake,
      "\(bundle.root) has run state of version \(version) in \(bundle.state), and this clipmill reads"
        + " version \(RunRecord.currentVersion) (continue with the version of clipmill that began the"
        + " bundle\(help); or start again with --overwrite)")
  }

  /// Nil if that cannot be found out.
  private static func isComplete(_ bundle: BundleLayout) -> Bool? {
    do throws(StorageError) {
      return try PublishedMetadata.read(bundle.metadata).isComplete
    } catch {
      return [.notThere, .damaged, .irregular].contains(error.kind) ? false : nil
    }
  }

  /// A document that a flag names could not be used.
  package init(input error: StorageError) {
    switch error.kind {
    case .damaged: self.init(.badInput, error.description)
    case .notPermitted: self.init(.notPermitted, error.description)
    default: self.init(.notThere, error.description)
    }
  }

  /// The failure for a run's outcome; nil if every shard is committed.
  package init?(_ outcome: Outcome, bundle: String) {
    switch outcome {
    case .complete: return nil
    case .interrupted: self.init(.interrupted, "interrupted; what is committed stays in \(bundle)")
    case .sourcesUnreachable(let root):
      self.init(
        .unfinished, "sources unreachable: \(root) cannot be read by anyone (mount it, then resume)"
      )
    case .outputFull:
      self.init(.output, "no room for \(bundle) (make room, then resume)")
    case .outputImpossible(let kind, let words):
      self.init(refusedBy: bundle, kind, words)
    case .nodesExcluded(let hosts):
      self.init(
        .output,
        "\(bundle) cannot be written from \(hosts.joined(separator: ", "))"
          + " (see the workers' logs: clipmill status names them)")
    case .breaker(let crashes):
      self.init(
        .bug,
        "\(crashes) renderers crashed in a row: the build or its libraries are broken,"
          + " not the data (see the workers' logs: clipmill status names them)")
    case .stuck(let culprits), .noProgress(let culprits):
      let named = culprits.filter { !$0.words.isEmpty }.prefix(5)
        .map { "\($0.shard): \($0.words)" }.joined(separator: "; ")
      self.init(
        .unfinished, "no progress on \(bundle): \(named.isEmpty ? "no worker came" : named)")
    case .journalFailed(let words):
      self.init(.output, "the journal of \(bundle) cannot be written: \(words)")
    }
  }
}
