import Foundation
import Testing

@testable import plant_defects

/// Defects that `scripts/simulate --defects` plants in a copy: they must fit the sources.
struct DefectTests {
  private static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test
  func `each of 25 defects fits the sources, and its copy differs at its place`() throws {
    #expect(Defect.all.count == 25)
    #expect(Set(Defect.all.map(\.name)).count == 25)
    let sound = try PlantedCopy(of: Self.project, planting: []).texts
    for defect in Defect.all {
      let texts = try PlantedCopy(of: Self.project, planting: [defect]).texts
      let changed = texts.keys.filter { $0.hasSuffix("PlantedDefect.swift") == false }
        .filter { texts[$0] != sound[$0] }
      #expect(!changed.isEmpty && changed.count <= defect.changes.count, "\(defect.name)")
    }
  }

  @Test
  func `all defects fit into one copy`() throws {
    let texts = try PlantedCopy(of: Self.project, planting: Defect.all).texts
    for defect in Defect.all {
      let uses = texts.values.reduce(0) {
        $0 + $1.components(separatedBy: "(plantedDefect == .\(defect.name))").count - 1
      }
      #expect(uses == defect.changes.count, "\(defect.name)")
    }
  }

  @Test(arguments: [("no such text", 0), ("import Dataset\n", 30)])
  func `a defect whose text is not in the sources exactly once is named`(
    text: String, least: Int
  ) throws {
    let defect = Defect("lost", seeds: 1, .before(text, "isPlanted"))
    let misfit = try #require(throws: Misfit.self) {
      try PlantedCopy(of: Self.project, planting: [defect])
    }
    #expect(misfit.count >= least && misfit.count != 1)
    #expect(misfit.description.hasPrefix("the defect lost must be written again ("))
  }
}
