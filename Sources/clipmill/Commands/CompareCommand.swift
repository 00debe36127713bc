import ArgumentParser
import Bundle
import Cluster
import Export
import Files
import Survey

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two bundles by event and label.",
    discussion: """
      Tells which clips only one has, which hold other audio and by how much, and which have \
      another label row; folders, file formats and order do not matter. A bundle of the former \
      Python tool is one too. Ends with 0 where the datasets are the same, 1 where they differ, \
      66 where one is not there. Example:
        clipmill compare dataset dataset-of-yesterday
      """)

  @Argument(help: "A bundle.", completion: .directory)
  var a: String

  @Argument(help: "Another one.", completion: .directory)
  var b: String

  @Flag(help: "Read every clip, even where both bundles state the same digest.")
  var deep = false

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  func run() throws {
    let result: CompareResult
    do {
      result = try CompareSearch.compare(a, b, readingAll: deep)
    } catch let error as StorageError {
      throw RunFailure(input: error)
    } catch let error as MissingBundle {
      throw RunFailure(.notThere, error.description)
    } catch {
      throw RunFailure(error)
    }
    let (a, b) = (BundleLayout(a).root, BundleLayout(b).root)
    try Output.result(
      isJSON: json, result.json(left: a, right: b),
      CompareReport(left: a, right: b, result: result).text)
    if !result.isEqual { throw ArgumentParser.ExitCode(ExitCode.problems) }
  }
}
