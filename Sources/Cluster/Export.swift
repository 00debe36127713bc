package import Dataset
package import Merging

/// What a user asks an export to do.
package struct ExportRequest {
  package var manifest: String
  package var bundle: String
  package var given: GivenOptions
  /// Renderer processes.
  package var workers: Int
  package var overwrite = false
  /// Whether to go on with the bundle that is there.
  package var resume = false
  /// Whether a bundle of another host is taken without watching its beat.
  package var takeOver = false
  /// Where to listen for workers that others start; nil: on this host alone, with one worker of ours.
  package var listen: ListenSettings?
  /// Whether a resume compares the content of every clip.
  package var deep = false
  /// Whether events that were set aside are tried again.
  package var retryQuarantined = false
  /// Whether clips of events that have changed are rendered anew.
  package var rerenderChanged = false
  /// Whether a resume may go on with another set of libraries.
  package var acceptLibraries = false
  /// How long to wait for room or for sources.
  package var patienceSeconds = 600
  /// How long an event may take before its renderer is killed.
  package var eventDeadlineSeconds = 20
  /// MiB that a renderer may hold before it is killed.
  package var rendererMemory = WorkerSettings.usualMemory

  package init(manifest: String, bundle: String, given: GivenOptions, workers: Int) {
    self.manifest = manifest
    self.bundle = bundle
    self.given = given
    self.workers = workers
  }

  /// The command that goes on with the bundle.
  var resumeCommand: String {
    "clipmill export \(Self.quoted(manifest)) \(Self.quoted(bundle)) --resume"
      + (rerenderChanged ? " --rerender-changed" : "")
  }

  /// A word as a shell reads it.
  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B...0x2F, 0x3A, 0x40, 0x5F: true
      default: false
      }
    }
    if word.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return escaped(word) }
    return plain && !word.isEmpty
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: #"'\''"#) + "'"
  }

  /// A word with line ends or the like, on one line as the common shells read it.
  private static func escaped(_ word: String) -> String {
    let scalars = word.unicodeScalars.map { scalar in
      switch scalar {
      case "'", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "$'" + scalars.joined() + "'"
  }
}

/// What an export came to.
package struct ExportResult {
  package let metadata: Metadata
  /// Whether this invocation went on with an earlier one's bundle.
  package let isResumed: Bool

  /// Events set aside because decoding them fails everywhere.
  package var quarantined: Int { metadata.merged.lifetime.tally.skipped[.quarantined] ?? 0 }
}

/// One export from manifest to bundle: plan, render in local processes, merge.
package enum Export {
  /// Exports; throws a `RunFailure` where the bundle is not complete.
  package static func run(
    _ request: ExportRequest, observer: any RunObserver
  ) throws(RunFailure) -> ExportResult {
    do {
      return try Run(request, observer).perform()
    } catch {
      throw RunFailure(error)
    }
  }
}
