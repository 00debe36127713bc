import ArgumentParser
import Bundle
import Cluster
import Comparing
import Files
import RunState
import Survey
import Terminal

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two bundles by event and label.")

  @Argument(help: "One bundle.", completion: .directory)
  var bundle: String

  @Argument(help: "The other bundle.", completion: .directory)
  var other: String

  @Flag(help: "Read every clip, even where both bundles have the same digest on record.")
  var deep = false

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  func run() throws {
    let result: CompareResult
    do {
      result = try CompareSearch.compare(bundle, other, readingAll: deep)
    } catch let error as StorageError {
      throw RunFailure(input: error)
    } catch let error as MissingBundle {
      throw RunFailure(.notThere, error.description)
    } catch {
      throw RunFailure(error)
    }
    let (left, right) = (BundleLayout(bundle).root, BundleLayout(other).root)
    try Output.result(
      isJSON: json, result.json(left: left, right: right),
      CompareReport(left: left, right: right, result: result).text)
    if !result.isEqual { throw ArgumentParser.ExitCode(ExitCode.problems) }
  }
}
