import Dataset
import Files
import Glibc
import Manifest
import Testing

/// Reads a taxonomy of this text.
private func taxonomy(_ text: String) throws -> Taxonomy {
  let path = "/tmp/clipmill-taxonomy-\(getpid())-\(UInt64.random(in: 0 ... .max)).json"
  try FileSystem.replace(path, with: Array(text.utf8))
  defer { unlink(path) }
  return try TaxonomyFile.read(path)
}

@Test(arguments: [
  #"["kick", " snare ", "kick", ""]"#, #"{"labels": ["kick", "snare"], "version": 3}"#,
  #"{"classes": [{"label": "kick"}, {"label": "snare", "aliases": ["sd"]}]}"#,
  #"{"classes": ["kick", {"label": "snare"}]}"#,
])
func `every shape of taxonomy gives its labels once and in order`(text: String) throws {
  #expect(try taxonomy(text).labels == ["kick", "snare"])
}

@Test
func `aliases come with their label or beside all labels, and never hide a label`() throws {
  let inner = #"{"labels": [{"label": "kick", "aliases": ["bd", "snare"]}, "snare"]}"#
  #expect(try taxonomy(inner).aliases == ["bd": "kick"])
  let outer = #"{"labels": ["kick", "snare"], "aliases": {"sd": "snare", "kick": "snare"}}"#
  #expect(try taxonomy(outer).aliases == ["sd": "snare"])
}

@Test(arguments: [
  "", "3", "[]", "[1]", #"{"labels": {}}"#, #"{"labels": [{"name": "kick"}]}"#,
  #"{"labels": ["a"], "aliases": []}"#, #"{"labels": ["a"], "aliases": {"b": 1}}"#, "[\"a\"",
])
func `a file that is not a taxonomy is refused with its path`(text: String) throws {
  let error = #expect(throws: StorageError.self) { try taxonomy(text) }
  #expect(error?.kind == .damaged)
  #expect(error?.description.contains("/tmp/clipmill-taxonomy-") == true)
}
