import ArgumentParser
import Bundle
import Cluster
import Dataset
import Files
import Help
import Manifest
import RunState

/// The options that a bundle records, read from their groups of flags; `ExportOption` knows each.
struct RecordedOptions {
  private let groups: [any ParsableArguments]
  private let taxonomy: String?
  private let labelFields: [String]

  init(_ command: ExportArguments) {
    groups = [command.input, command.clips, command.splits, command.safety, command.machine]
    taxonomy = command.splits.taxonomy
    labelFields = command.splits.labelField
  }

  /// Throws words for a value out of range, and for options that do not go together.
  func check() throws {
    let options: ExportOptions
    do throws(ExportOption.Refusal) {
      options = try given(labels: nil).fresh
    } catch {
      throw ValidationError(error.description)
    }
    if options.events.sample == .stratified, options.events.limit == nil {
      throw ValidationError("--sample stratified spreads --limit N events: give --limit too")
    }
    if !options.clips.format.canState(sampleRate: options.clips.sampleRate) {
      throw ValidationError(
        "--format flac takes a --sample-rate of at most 655350 Hz, above 65535 Hz a multiple of 10")
    }
    var known: Set<Text> = []
    for name in labelFields {
      if name.isEmpty { throw ValidationError("--label-field takes the name of a field, not ''") }
      let isOfTars = options.bundle.layout == .tar && RowColumns.reservedOfTars.contains(name)
      if RowColumns.reserved.contains(name) || isOfTars {
        throw ValidationError("--label-field \(name): label rows have a field \(name) of their own")
      }
      if !known.insert(Text(name)).inserted {
        throw ValidationError("--label-field \(name) is given twice")
      }
    }
  }

  /// The given options, with every path absolute; for the taxonomy the run records the labels, so that it needs no
  /// file.
  func given(_ taxonomy: Taxonomy?) throws -> GivenOptions {
    var given = try given(labels: taxonomy?.labels.map(\.string))
    given.resolvePaths(FileSystem.absolute)
    return given
  }

  /// The taxonomy of the flag, if it is given.
  func readTaxonomy() throws(RunFailure) -> Taxonomy? {
    guard let taxonomy else { return nil }
    do throws(StorageError) {
      return try TaxonomyFile.read(FileSystem.absolute(taxonomy))
    } catch {
      throw RunFailure(input: error)
    }
  }

  private func given(labels: [String]?) throws(ExportOption.Refusal) -> GivenOptions {
    var given = GivenOptions()
    for child in groups.flatMap({ Array(Mirror(reflecting: $0).children) }) {
      let flag = "--" + DeclaredFlag.name(of: child.label ?? "")
      guard let option = ExportOption.all.first(where: { $0.flag == flag }),
        let texts = flag == ExportOption.taxonomy.flag ? labels : Self.texts(of: child.value)
      else { continue }
      try given.read(texts, as: option)
    }
    return given
  }

  /// The texts of a flag, none for one without a value; nil if it was not given.
  private static func texts(of property: Any) -> [String]? {
    switch property {
    case let option as Option<String?>: option.wrappedValue.map { [$0] }
    case let option as Option<[String]>: option.wrappedValue.isEmpty ? nil : option.wrappedValue
    case let flag as Flag<Bool>: flag.wrappedValue ? [] : nil
    default: nil
    }
  }
}

extension Option where Value == String? {
  init(_ option: ExportOption) {
    let completion: CompletionKind? =
      option.valueName == "path" ? .directory : option.valueName == "file" ? .file() : nil
    self.init(
      wrappedValue: nil, parsing: option.bounds == nil ? .next : .unconditional,
      help: ArgumentHelp(option),
      completion: option.choices.isEmpty ? completion : .list(option.choices))
  }
}

extension Option where Value == [String] {
  init(wrappedValue: [String], _ option: ExportOption) {
    self.init(wrappedValue: wrappedValue, help: ArgumentHelp(option))
  }
}

extension Flag where Value == Bool {
  init(wrappedValue: Bool, _ option: ExportOption) {
    self.init(wrappedValue: wrappedValue, help: ArgumentHelp(option))
  }
}

extension ArgumentHelp {
  fileprivate init(_ option: ExportOption) {
    self.init("\(option.help)", valueName: option.valueName)
  }
}
