import ArgumentParser
import Dataset
import Drawing
import Export
import Files
import Packing
import Terminal

struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Writes a finished bundle again in a layout that other tools load.")

  @Argument(help: "The bundle, which is complete.", completion: .directory)
  var bundle: String

  @Argument(help: "The folder to write.", completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp(
      "The layout: \(PackForm.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "layout"), completion: .list(PackForm.allCases.map(\.rawValue)))
  var to: String

  @OptionGroup var flags: PackFlags

  func validate() throws {
    guard PackForm(rawValue: to) != nil else {
      throw ValidationError(
        "--to \(to): one of \(PackForm.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  func run() throws {
    guard let form = PackForm(rawValue: to) else { return }
    try flags.pack(bundle, as: form, to: output)
  }
}

struct UnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Writes the clips of a bundle of tars as a file each.")

  @Argument(help: "The bundle, which is complete.", completion: .directory)
  var bundle: String

  @Argument(help: "The folder to write.", completion: .directory)
  var output: String

  @OptionGroup var flags: PackFlags

  func run() throws { try flags.pack(bundle, as: .files, to: output) }
}
