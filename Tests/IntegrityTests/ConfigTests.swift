import Foundation
import TestSupport
import Testing

@testable import Integrity

private func fault(of text: String) throws -> String? {
  let scratch = try Scratch()
  do {
    _ = try IntegrityConfig.read(try scratch.write("c.json", text))
    return nil
  } catch {
    return "\(error)".replacing("the configuration \(scratch.file("c.json"))", with: "it")
  }
}

@Test(arguments: [
  ("", "cannot be used: empty"), ("[]", "it is not an object with \"datasets\""),
  (#"{"datasets": []}"#, "it names no data set"),
  (#"{"datasets": {}}"#, "the field \"datasets\" is not an array"),
  (#"{"datasets": [7]}"#, "data set 1: it has no name"),
  (#"{"datasets": [{"name": "a"}]}"#, "data set a: the field \"roots\" is missing"),
  (#"{"datasets": [{"name": "a", "roots": []}]}"#, "data set a: it has no root"),
  (#"{"datasets": [{"name": "a", "roots": [""]}]}"#, "\"roots\" holds something other than a path"),
  (
    #"{"datasets": [{"name": "a", "roots": ["x"]}, {"name": "a", "roots": ["x"]}]}"#,
    "two data sets are called a"
  ),
  (
    #"{"datasets": [{"name": "a", "roots": ["x"], "checksum_manfest": "m"}]}"#,
    "no field is called checksum_manfest (did you mean checksum_manifest?)"
  ),
  (
    #"{"datasets": [{"name": "a", "roots": ["x"], "checksum_manifest": 1}]}"#,
    "the field \"checksum_manifest\" is not a string"
  ),
])
func `a bad configuration is refused with words`(text: String, words: String) throws {
  let fault = try fault(of: text)
  #expect(fault?.contains(words) == true, "\(fault ?? "none")")
}

@Test
func `a data set may have several roots, no manifest, and notes`() throws {
  let scratch = try Scratch()
  let path = try scratch.write(
    "c.json",
    #"{"datasets":[{"name":"a","roots":["x","y/z"],"checksum_manifest":null,"licence":"CC0"}]}"#)
  let config = try IntegrityConfig.read(path)
  #expect(
    config.datasets == [
      IntegrityConfig.Entry(name: "a", roots: ["x", "y/z"], checksumManifest: nil)
    ])
}

@Test
func `the included configuration names the nine data sets of the drum corpus`() throws {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let config = try IntegrityConfig.read(
    folder.appending(path: "configs/dataset_integrity.json").path)
  #expect(
    config.datasets.map(\.name) == [
      "cambridge_multitrack", "slakh2100", "groove_mididataset", "extended_groove_mididataset",
      "enst_drums", "idmt_smt_drums_v2", "musdb18_hq", "signaturesounds", "telefunken_sessions",
    ])
  #expect(config.datasets.map(\.roots.count) == [2, 1, 2, 1, 1, 1, 1, 1, 1])
  let manifests = config.datasets.compactMap(\.checksumManifest)
  #expect(Set(manifests).count == 9)
  #expect(Set(config.datasets.flatMap(\.roots)).count == 11)
}
