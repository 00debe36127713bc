import Foundation
import Glibc
import TestSupport
import Testing

/// Pipes and links in the place of a bundle's files: nothing waits for them, reads them for ever, or writes to their
/// targets.
@Suite
struct PlantedTests {
  private static let undisturbed = Result { try Resumed(events: 60, seed: 64) }

  enum Planted: CaseIterable {
    case pipe
    case zeros
    case victim
  }

  /// Puts a thing in the place of a file or folder.
  private func plant(_ thing: Planted, _ path: String, _ victim: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    switch thing {
    case .pipe: #expect(mkfifo(path, 0o600) == 0)
    case .zeros: #expect(symlink("/dev/zero", path) == 0)
    case .victim: #expect(symlink(victim, path) == 0)
    }
  }

  private func victims(_ folder: String) throws -> [String] {
    try FolderTree.paths(folder).filter { !$0.contains("/") }.map { name in
      try name + " " + String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }
  }

  private func makeVictims(_ lab: Resumed, _ name: String) throws -> String {
    let folder = try lab.corpus.scratch.makeFolder("victims-\(name)")
    for file in ["1", "2"] { try lab.corpus.scratch.write("victims-\(name)/\(file)", "precious") }
    return folder
  }

  private static let replaced = [
    ".clipmill/coordinator.json", ".clipmill/status.json", ".clipmill/job.json",
    ".clipmill/logs/worker-local.log", "metadata.json", "components.json", "skipped.jsonl",
    "train/train_labels.json", "val/metadata.jsonl",
  ]

  /// A copy of the bundle in which such an entry is in the place of a file, and the folder of its victims.
  private func planted(
    _ thing: Planted, in name: String
  ) throws -> (lab: Resumed, bundle: String, victims: String) {
    let lab = try Self.undisturbed.get()
    let key = "\(name.replacing("/", with: "-"))-\(thing)"
    let bundle = try lab.copy(key)
    let folder = try makeVictims(lab, key)
    try plant(thing, "\(bundle)/\(name)", "\(folder)/1")
    return (lab, bundle, folder)
  }

  @Test(arguments: replaced, Planted.allCases)
  func `replaceable files are written again, and a resume gives the undisturbed bundle`(
    name: String, thing: Planted
  ) throws {
    let (lab, bundle, folder) = try planted(thing, in: name)
    // Something is left to render.
    try FileManager.default.removeItem(atPath: "\(bundle)/\(lab.undisturbed.clips[0])")
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(try victims(folder) == ["1 precious", "2 precious"])
  }

  @Test(arguments: Planted.allCases)
  func `a report that is not a file is made again at once`(thing: Planted) throws {
    let lab = try Self.undisturbed.get()
    let bundle = try lab.copy("report-\(thing)")
    let folder = try makeVictims(lab, "report-\(thing)")
    let reports = FolderTree.paths("\(bundle)/.clipmill/reports/0")
    try plant(thing, "\(bundle)/.clipmill/reports/0/\(reports[2])", "\(folder)/1")
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(try victims(folder) == ["1 precious", "2 precious"])
  }

  @Test(arguments: [".clipmill/reports/0", ".clipmill/unfinished", ".clipmill/logs"])
  func `a link in the place of a folder of run state is replaced, and nothing is made behind it`(
    name: String
  ) throws {
    let lab = try Self.undisturbed.get()
    let key = name.replacing("/", with: "-")
    let bundle = try lab.copy(key)
    let folder = try makeVictims(lab, key)
    try plant(.victim, "\(bundle)/\(name)", folder)
    try FileManager.default.removeItem(atPath: "\(bundle)/\(lab.undisturbed.clips[0])")
    try lab.expectUndisturbed(try lab.resume(bundle), bundle)
    #expect(try victims(folder) == ["1 precious", "2 precious"])
  }

  @Test(arguments: [".clipmill/journal.1", ".clipmill/plan-1.jsonl"], Planted.allCases)
  func `an irreplaceable file that is not one stops every command with its name`(
    name: String, thing: Planted
  ) throws {
    let (lab, bundle, folder) = try planted(thing, in: name)
    let found = thing == .pipe ? "a FIFO" : "a link"
    for command in [["export", lab.manifest, bundle, "--resume"], ["merge", bundle]] {
      let result = try Program.run(command)
      #expect(result.code == 74, "\(result.errors)")
      #expect(
        result.errors.contains(
          "could not open \(bundle)/\(name): it is \(found), not a regular file"),
        "\(result.errors)")
    }
    #expect(try victims(folder) == ["1 precious", "2 precious"])
  }

  @Test(arguments: [Planted.pipe, .zeros])
  func `commands that only read end, whichever file is not one`(thing: Planted) throws {
    let lab = try Self.undisturbed.get()
    let names = Self.replaced + [".clipmill/journal.1", ".clipmill/plan-1.jsonl"]
    for (number, name) in names.enumerated() {
      let bundle = try lab.copy("look-\(thing)-\(number)")
      try plant(thing, "\(bundle)/\(name)", "")
      for command in [
        ["status", bundle], ["health", "--bundle", bundle], ["compare", bundle, bundle],
      ] {
        let result = try Program.run(command)
        #expect(
          [0, 1, 2, 65, 66, 74].contains(result.code), "\(command) \(name): \(result.errors)")
      }
    }
  }
}
