import Dataset
import Foundation
import Manifest
import Testing

// The taxonomy and the gates that come along.

private let configs = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "configs")

private func provided() throws -> Taxonomy {
  try TaxonomyFile.read(configs.appending(path: "taxonomy.json").path)
}

@Test
func `the taxonomy has the 18 drum classes in their order`() throws {
  #expect(
    try provided().labels.map(\.string) == [
      "kick", "snare", "rimshot", "cross_stick", "hihat_closed", "hihat_open", "hihat_pedal",
      "hihat_foot_splash", "ride_bow", "ride_bell", "crash", "crash2", "splash", "china",
      "tom_high", "tom_mid", "tom_low", "aux_percussion",
    ])
}

@Test
func `every alias of the taxonomy stands for one of its classes`() throws {
  let taxonomy = try provided()
  #expect(taxonomy.aliases["tom_floor"] == "tom_low" && taxonomy.aliases["china2"] == "china")
  #expect(taxonomy.aliases.values.filter { !taxonomy.contains($0) } == [])
  // A name that is listed twice, or is a class itself, would be dropped without a word.
  let text = try String(contentsOf: configs.appending(path: "taxonomy.json"), encoding: .utf8)
  #expect(taxonomy.aliases.count == text.matches(of: /": "/).count)
}

@Test
func `the gates ask for classes of the taxonomy alone`() throws {
  let taxonomy = try provided()
  let counts = try Data(contentsOf: configs.appending(path: "gates/min_counts.json"))
  let least = try JSONDecoder().decode([String: Int].self, from: counts)
  let labels = try String(
    contentsOf: configs.appending(path: "gates/required_labels.txt"), encoding: .utf8)
  let required = labels.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
  #expect(required.count == 13 && Set(required) == Set(least.keys))
  #expect(required.filter { !taxonomy.contains(Text($0)) } == [])
  #expect(least.values.allSatisfy { $0 > 0 })
}
