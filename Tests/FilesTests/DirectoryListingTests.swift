import Files
import TestSupport
import Testing

@Test
func `a listing has the order of the paths below it, not of the names`() throws {
  let folder = ScratchFolder()
  for name in ["a/x", "a-b", "a.b", "a0", "b", "aa/y"] { folder.write(name, "") }
  let listing = try DirectoryListing(of: RawPath(folder.path))
  let names = (0..<listing.count).map { String(decoding: listing[$0].name, as: UTF8.self) }
  #expect(names == ["a-b", "a.b", "a", "a0", "aa", "b"])
  #expect(
    (0..<listing.count).map { listing[$0].kind == .directory } == [
      false, false, true, false, true, false,
    ])
}

@Test(arguments: [
  (Array("späce".utf8), "späce"), ([0x61, 0xFF, 0x62], "a\\xFFb"), ([0xC3], "\\xC3"),
  ([0xE2, 0x98, 0x2E], "\\xE2\\x98."), ([], ""),
])
func `a path that is not UTF-8 is shown with its bytes`(bytes: [UInt8], text: String) {
  #expect(RawPath(bytes).description == text)
}

@Test
func `a pipe is not read, nor waited for`() throws {
  let folder = ScratchFolder()
  folder.makeDirectory("d")
  var hasher = ContentHasher()
  #expect(throws: StorageError.self) {
    try hasher.digest(of: RawPath(folder.path("d"))) { _ in true }
  }
  folder.write("f", "abc")
  let digest = try hasher.digest(of: RawPath(folder.path("f"))) { _ in true }
  #expect(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  #expect(try hasher.digest(of: RawPath(folder.path("f"))) { _ in false } == nil)
}

@Test
func `a listing without an order has the same entries`() throws {
  let folder = ScratchFolder()
  for name in ["a/x", "a-b", "a.b", "a0", "b"] { folder.write(name, "") }
  func entries(_ listing: DirectoryListing) -> Set<String> {
    let names = (0..<listing.count).map { String(decoding: listing[$0].name, as: UTF8.self) }
    return Set(names.enumerated().map { "\($1) \(listing[$0].kind)" })
  }
  let path = RawPath(folder.path)
  let sorted = entries(try DirectoryListing(of: path))
  #expect(entries(try DirectoryListing(of: path, isSorted: false)) == sorted && sorted.count == 5)
}
