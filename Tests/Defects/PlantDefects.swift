import Foundation

/// Writes the copy of the project in the working directory that has all defects (scripts/simulate).
///
/// It prints for each its name and the seeds within which it must be found.
@main
struct PlantDefects {
  static func main() {
    guard CommandLine.arguments.count == 2 else { fail("usage: plant-defects FOLDER", code: 64) }
    let project = URL(filePath: FileManager.default.currentDirectoryPath)
    do {
      let copy = try PlantedCopy(of: project, planting: Defect.all)
      try copy.write(to: URL(filePath: CommandLine.arguments[1]))
    } catch {
      fail("\(error)", code: 1)
    }
    for defect in Defect.all { print(defect.name, defect.seeds) }
  }

  private static func fail(_ words: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data("plant-defects: \(words)\n".utf8))
    exit(code)
  }
}
