import ArgumentParser
import Dataset
import Drawing
import Export
import Files
import Packing
import RunState
import Terminal

/// The flags of `pack` and `unpack`.
struct PackFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only this split: train or val.", valueName: "split"),
    completion: .list(Split.allCases.map(\.rawValue)))
  var split: String?

  @Option(
    help: ArgumentHelp("Only clips of this label; may be repeated.", valueName: "label"))
  var label: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only so many bytes of clips, from the beginning of each split.", valueName: "bytes"))
  var maxBytes: Int?

  @Option(help: ArgumentHelp("Clips at which a file ends, with the event.", valueName: "clips"))
  var tarClips = PackRequest.usualUnitClips

  @Flag(help: "Write SHA256SUMS.")
  var checksums = false

  @Option(help: ArgumentHelp("Threads; all processors by default.", valueName: "threads"))
  var threads: Int?

  @Flag(help: "Replace an earlier pack.")
  var overwrite = false

  @Flag(help: "Continue a pack that was interrupted.")
  var resume = false

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "How progress is shown; auto is live on a terminal, else plain.", valueName: "how"))
  var progress = ProgressStyle.auto

  @OptionGroup var noise: QuietFlag

  func validate() throws {
    if let split, Split(rawValue: split) == nil {
      throw ValidationError("--split \(split): one of train, val")
    }
    if let maxBytes, maxBytes < 1 { throw ValidationError("--max-bytes \(maxBytes): 1 or more") }
    guard tarClips > 0 else { throw ValidationError("--tar-clips \(tarClips): 1 or more") }
    if let threads, threads < 1 { throw ValidationError("--threads \(threads): 1 or more") }
    guard !(overwrite && resume) else {
      throw ValidationError("--overwrite and --resume exclude each other")
    }
  }

  /// Packs, and prints what it came to.
  func pack(_ bundle: String, as form: PackForm, to output: String) throws {
    guard !bundle.isEmpty, !output.isEmpty else {
      throw RunFailure(
        .usage,
        "the name of the \(bundle.isEmpty ? "bundle" : "output") is empty"
          + " (an unset variable of the shell?)")
    }
    let interrupts = try Interrupts()
    let shown = Progress(noise.style(progress), phases: ["packing"])
    defer { shown.end() }
    do {
      let result = try Packer.run(request(bundle, form, output)) { at in
        shown.reach(Step("packing", at.done, of: at.total, unit: "clips"))
      } check: {
        try interrupts.check()
      }
      shown.end()
      if let note = result.note {
        noise.note("note: files end where the clips that are there say: \(note)")
      }
      try Output.result(isJSON: json, result.json, Self.words(result))
    } catch let error as RunFailure {
      throw RunFailure(.interrupted, "\(error); the same command with --resume continues")
    } catch let error as PackError {
      throw RunFailure(error.kind, error.description)
    } catch let error as StorageError where isInput(error, of: bundle) {
      throw RunFailure(input: error)
    }
  }

  private func request(_ bundle: String, _ form: PackForm, _ output: String) -> PackRequest {
    var request = PackRequest(bundle, as: form, to: output)
    request.part.split = split.flatMap(Split.init)
    request.part.labels = label.map { Text($0) }
    request.part.mostBytes = maxBytes
    request.unitClips = tarClips
    request.checksums = checksums
    request.threads = threads ?? Host.usableCPUs
    request.start = overwrite ? .overwriting : resume ? .resuming : .fresh
    return request
  }

  private func isInput(_ error: StorageError, of bundle: String) -> Bool {
    error.path.hasPrefix(FileSystem.absolute(bundle) + "/")
  }

  private static func words(_ result: PackResult) -> String {
    let clips = result.splits.map { "\($0.clips.grouped) of \($0.split.rawValue)" }
      .joined(separator: ", ")
    return "\(result.output): \(result.form.rawValue), clips: \(clips)\n"
  }
}

extension PackError {
  fileprivate var kind: RunFailure.Kind {
    switch self {
    case .noBundle: .notThere
    case .unfinished, .noRows, .impossible: .badInput
    case .exists, .busy: .cannotMake
    case .otherPack, .nothingChosen: .usage
    }
  }
}
