import Files
import Foundation
import Glibc
import TestSupport
import Testing

/// Names that a careless program mistakes for something else.
private let awkward: [[UInt8]] = [
  Array("plain.wav".utf8), Array("two words.wav".utf8), Array(" lead".utf8), Array("*star".utf8),
  Array("#hash".utf8), Array("(a) = b".utf8), Array("back\\slash".utf8), Array("new\nline".utf8),
  Array("Icon\r".utf8), Array("\\".utf8), Array("-c".utf8), Array("späce ☃".utf8),
  [0xFF, 0xFE, 0x2E, 0x77], Array("a-b".utf8), Array("a.b".utf8), Array("a/b".utf8),
]

/// A folder with such files, each holding its own name.
private func awkwardFolder() throws -> Scratch {
  let scratch = try Scratch()
  try scratch.makeFolder("root/a")
  for name in awkward {
    let path = RawPath(scratch.file("root")).appending(name)
    let file = path.withCString { open($0, O_WRONLY | O_CREAT, 0o666) }
    try #require(file >= 0 && write(file, name, name.count) == name.count)
    close(file)
  }
  return scratch
}

private func shell(_ script: String, in folder: String) throws -> ProcessResult {
  try RunningProcess(["/bin/sh", "-c", script], in: folder).wait()
}

private func checksums(_ words: [String], in folder: String) throws -> ProcessResult {
  try Program.run(["checksums"] + words + ["--progress", "none"], in: folder)
}

/// Checks `root` by `manifest`, every digest; the JSON row of the one data set.
private func integrity(_ manifest: String, in scratch: Scratch) throws -> [String: Any] {
  try scratch.write(
    "config.json",
    #"{"datasets":[{"name":"set","roots":["root"],"checksum_manifest":"\#(manifest)"}]}"#)
  let result = try Program.run(
    ["integrity", "--config", "config.json", "--recompute-digests", "--json"], in: scratch.path)
  let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
  let row = ((document as? [String: Any])?["datasets"] as? [[String: Any]])?.first
  #expect((result.code == 0) == (row?["passed"] as? Bool))
  return try #require(row)
}

@Test
func `sha256sum accepts what checksums writes, sorted by the paths' bytes`() throws {
  let scratch = try awkwardFolder()
  let result = try checksums(["root", "lists/SUMS"], in: scratch.path)
  #expect(result.code == 0, "\(result.errors)")
  #expect(result.output.hasPrefix("lists/SUMS: \(awkward.count) files, "))
  let check = try shell(
    "sha256sum --check --strict --quiet ../lists/SUMS", in: scratch.file("root"))
  #expect(check.code == 0 && check.output == "", "\(check.output)\(check.errors)")
  // The list of find, sorted as bytes, with sha256sum's own lines.
  let others = try shell(
    "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum -- | cmp - ../lists/SUMS",
    in: scratch.file("root"))
  #expect(others.code == 0, "\(others.output)\(others.errors)")
}

@Test(arguments: ["", "--binary", "--tag"])
func `integrity reads what sha256sum writes, and finds the file that was changed`(
  flag: String
) throws {
  let scratch = try awkwardFolder()
  let made = try shell(
    "find . -type f -print0 | xargs -0 sha256sum \(flag) > ../SUMS", in: scratch.file("root"))
  #expect(made.code == 0, "\(made.errors)")
  let sound = try integrity("SUMS", in: scratch)
  #expect(sound["passed"] as? Bool == true && sound["sound"] as? Int == awkward.count)
  try scratch.write("root/new\nline", "changed")
  let changed = try integrity("SUMS", in: scratch)
  #expect(changed["changed"] as? Int == 1 && changed["sound"] as? Int == awkward.count - 1)
  let examples = changed["examples"] as? [String: [[String: Any]]]
  #expect(examples?["changed"]?.first?["path"] as? String == "./new\nline")
}

@Test
func `the manifest itself is excluded, like its unfinished forms, and is replaced`() throws {
  let scratch = try Scratch()
  try scratch.write("root/a", "a")
  try scratch.write("root/SUMS.123.part", "left by one that was killed")
  for _ in 0..<2 { #expect(try checksums(["root", "root/SUMS"], in: scratch.path).code == 0) }
  let text = try String(contentsOfFile: scratch.file("root/SUMS"), encoding: .utf8)
  #expect(text.split(separator: "\n").map { $0.suffix(3) } == ["  a"])
  try scratch.write("root/SUMS.old.part", "not ours")
  #expect(try checksums([".", "SUMS"], in: scratch.file("root")).code == 0)
  let more = try String(contentsOfFile: scratch.file("root/SUMS"), encoding: .utf8)
  #expect(more.split(separator: "\n").count == 2)
}

@Test
func `links to files count, while links to folders, dead links and pipes are named and excluded`()
  throws
{
  let scratch = try Scratch()
  try scratch.write("root/a/file", "a")
  #expect(symlink("a/file", scratch.file("root/link")) == 0)
  #expect(symlink("a", scratch.file("root/folder")) == 0)
  #expect(symlink("nowhere", scratch.file("root/dead")) == 0)
  #expect(symlink("loop", scratch.file("root/loop")) == 0)
  #expect(mkfifo(scratch.file("root/pipe"), 0o666) == 0)
  let result = try checksums(["root", "SUMS"], in: scratch.path)
  #expect(result.code == 0 && result.output.hasPrefix("SUMS: 2 files, "))
  #expect(
    result.errors == """
      note: dead excluded: a link that leads nowhere
      note: folder excluded: a link to a directory
      note: loop excluded: a link that leads nowhere
      note: pipe excluded: a FIFO

      """)
}

@Test
func `if a file cannot be read, nothing is written, and it is named`() throws {
  let scratch = try Scratch()
  try scratch.write("root/a", "a")
  try scratch.write("root/secret/b", "b")
  chmod(scratch.file("root/a"), 0)
  chmod(scratch.file("root/secret"), 0)
  defer { chmod(scratch.file("root/secret"), 0o755) }
  chmod(scratch.path, 0o777)
  let result = try RunningProcess(
    Rights.ofNobody + [Program.clipmill, "checksums", "root", "SUMS"], in: scratch.path
  ).wait()
  #expect(result.code == 1 && result.output == "")
  #expect(
    result.errors == """
      clipmill: a could not be read: Permission denied
      clipmill: secret could not be read: Permission denied
      clipmill: 2 files or folders could not be read, so SUMS was not written

      """)
  #expect(scratch.names == ["root"])
}

@Test
func `an unusable path ends checksums with its code and words`() throws {
  let scratch = try Scratch()
  try scratch.makeFolder("empty")
  try scratch.write("root/a", "a")
  for (words, code, errors) in [
    (["gone", "SUMS"], 66, "clipmill: gone is not there\n"),
    (["empty", "SUMS"], 66, "clipmill: empty is empty; is its file system mounted?\n"),
    (["root/a", "SUMS"], 66, "clipmill: root/a is not a directory\n"),
    (["root", "empty"], 73, "clipmill: empty is not a file (name a file)\n"),
    (["root", "/dev/null"], 73, "clipmill: /dev/null is not a file (name a file)\n"),
  ] {
    let result = try checksums(words, in: scratch.path)
    #expect(result.code == Int32(code) && result.errors == errors)
  }
  #expect(scratch.names == ["empty", "root"])
}

@Test(arguments: [SIGINT, SIGTERM])
func `an interrupted run ends at once with code 75 and leaves nothing`(signal: Int32) throws {
  let scratch = try Scratch()
  // A hole that takes minutes to hash.
  try scratch.write("root/huge", "")
  #expect(truncate(scratch.file("root/huge"), 1 << 40) == 0)
  let sums = try RunningProcess(
    [Program.clipmill, "checksums", "root", "SUMS", "--progress", "none"], in: scratch.path)
  #expect(try sums.waits { scratch.names.count == 2 })
  sums.send(signal)
  let result = try sums.wait()
  #expect(result.code == 75)
  #expect(
    result.errors.hasPrefix("clipmill: interrupted at root, after 0 files; nothing was written"))
  #expect(scratch.names == ["root"])
}

@Test
func `a path that cannot be looked at is not taken for a free one`() throws {
  let scratch = try Scratch()
  try scratch.write("root/a", "a")
  #expect(symlink("SUMS", scratch.file("SUMS")) == 0)
  let result = try checksums(["root", "SUMS"], in: scratch.path)
  #expect(result.code != 0 && result.output == "")
  #expect(
    result.errors.contains(
      "could not look at \(scratch.file("SUMS")): Too many levels of symbolic links"))
  #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.file("SUMS")) == "SUMS")
}
