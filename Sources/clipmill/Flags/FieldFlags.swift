import ArgumentParser
import Dataset

/// How to read a manifest's fields, for commands that only examine it.
struct FieldFlags: ParsableArguments {
  @Option(.field) var field: [String] = []
  @Option(.defaultOnset) var defaultOnset: String?

  func validate() throws {
    do throws(ExportOption.Refusal) {
      _ = try options()
    } catch {
      throw ValidationError(error.description)
    }
  }

  func options() throws(ExportOption.Refusal) -> FieldOptions {
    var given = GivenOptions()
    if !field.isEmpty { try given.read(field, as: .field) }
    if let defaultOnset { try given.read([defaultOnset], as: .defaultOnset) }
    return given.fresh.fields
  }
}
