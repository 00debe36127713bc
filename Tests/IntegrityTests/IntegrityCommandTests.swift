import Foundation
import Glibc
import TestSupport
import Testing

private let digest = String(repeating: "0", count: 64)

private func config(_ scratch: Scratch, _ rows: String) throws {
  try scratch.write("config.json", #"{"datasets":[\#(rows)]}"#)
}

private func integrity(_ flags: [String], in scratch: Scratch) throws -> ProcessResult {
  try Program.run(
    ["integrity", "--config", "config.json", "--progress", "none"] + flags, in: scratch.path)
}

@Test
func `the exit code is 0, or 1 if a data set failed, or 2 if the configuration is bad`() throws {
  let scratch = try Scratch()
  #expect(try integrity([], in: scratch).code == 2)
  try scratch.write("config.json", "{}")
  let bad = try integrity([], in: scratch)
  #expect(bad.code == 2 && bad.output == "")
  #expect(
    bad.errors == "clipmill: the configuration config.json cannot be used:"
      + " it is not an object with \"datasets\"\n")
  try scratch.write("root/a", "a")
  try config(scratch, #"{"name":"one","roots":["root"],"checksum_manifest":"SUMS"}"#)
  let roots = try integrity([], in: scratch)
  #expect(roots.code == 0 && roots.output.hasSuffix("\n\nThe data set passed\n"))
  let verified = try integrity(["--verify-manifests"], in: scratch)
  #expect(verified.code == 1)
  #expect(verified.output.contains("checksum manifest SUMS is not there\n"))
  #expect(verified.output.hasSuffix("\n1 of 1 data sets failed: one\n"))
}

@Test
func `the table distinguishes an unmounted root from missing files`() throws {
  let scratch = try Scratch()
  try scratch.write("root/a", "a")
  try scratch.makeFolder("mount")
  try scratch.write("SUMS", "\(digest)  a\n\(digest)  b\\c\n\\\(digest)  d\\n\u{1}\nnonsense\n")
  try config(
    scratch,
    #"{"name":"away","roots":["mount"],"checksum_manifest":"SUMS"},"#
      + #"{"name":"here","roots":["mount","root"],"checksum_manifest":"SUMS"}"#)
  let result = try integrity(["--verify-manifests"], in: scratch)
  #expect(result.code == 1)
  #expect(
    result.output == #"""
      Roots and files
        data set          files  what was found
        away      FAILED         mount is empty; is its file system mounted?
        here      FAILED      4  mount is empty; is its file system mounted? (another root can be used)
                                 1 malformed line, 2 missing

      here: malformed line
        line    why
           4    neither `digest path` nor `SHA256 (path) = digest`

      here: missing
        line  path
           2  b\c
           3  d\u{A}\u{1}

      2 of 2 data sets failed: away, here

      """#)
}

@Test
func `the document holds every number, and standard output holds nothing else`() throws {
  let scratch = try Scratch()
  try scratch.write("root/a", "")
  let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  try scratch.write("SUMS", "\(empty)  a\n\(digest)  a\n\(digest)  ../a\n\(digest)  b\n")
  try config(scratch, #"{"name":"one","roots":["root"],"checksum_manifest":"SUMS"}"#)
  let result = try integrity(["--recompute-digests", "--max-checks", "3", "--json"], in: scratch)
  #expect(result.code == 1 && result.errors == "clipmill: 1 of 1 data sets failed: one\n")
  let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
  let row = try #require(((document as? [String: Any])?["datasets"] as? [[String: Any]])?.first)
  let numbers = ["checked": 3, "sound": 1, "changed": 1, "refused": 1, "missing": 0]
  for (name, number) in numbers { #expect(row[name] as? Int == number, "\(name)") }
  #expect(row["cut_short"] as? Bool == true && row["verified"] as? Bool == true)
}

@Test
func `progress goes to standard error, in lines if that is not a terminal`() throws {
  let scratch = try Scratch()
  try scratch.write("root/huge", "")
  #expect(truncate(scratch.file("root/huge"), 1 << 40) == 0)
  try scratch.write("SUMS", "\(digest)  huge\n")
  try config(scratch, #"{"name":"one","roots":["root"],"checksum_manifest":"SUMS"}"#)
  let check = try RunningProcess(
    [Program.clipmill, "integrity", "--config", "config.json", "--recompute-digests"],
    in: scratch.path)
  #expect(try check.waits { check.errorsSoFar.contains("/s\n") })
  #expect(check.errorsSoFar.hasPrefix("reading: 99% after "), "\(check.errorsSoFar)")
  #expect(check.errorsSoFar.contains("; in one, data set 1 of 1; files 0; content "))
  #expect(!check.errorsSoFar.contains(" 0 B/s"))
  check.send(SIGINT)
  let result = try check.wait()
  #expect(result.code == 75 && result.output == "")
  let last = result.errors.split(separator: "\n").last ?? ""
  #expect(last.hasPrefix("clipmill: interrupted at data set 1 of 1, one, after 0 files;"))
}

@Test(.enabled(if: geteuid() == 0 && access("/usr/bin/unshare", X_OK) == 0))
func `a mount point with an empty file system is called one`() throws {
  let scratch = try Scratch()
  try scratch.makeFolder("mount")
  try config(scratch, #"{"name":"one","roots":["mount"]}"#)
  let script =
    "mount -t tmpfs none mount && exec \(Program.clipmill) integrity --config config.json"
  let result = try RunningProcess(
    ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script], in: scratch.path
  ).wait()
  // If mounting is not allowed, there is nothing to see.
  if result.errors.contains("mount:") || result.errors.contains("unshare:") { return }
  #expect(result.code == 1)
  #expect(result.output.contains("mount is a mount point with an empty file system"))
}

/// A file system whose program never answers, and then has died.
private let silentMount = """
  exec 5<>/dev/fuse
  mount -i -t fuse -o fd=5,rootmode=40000,user_id=0,group_id=0 none mount || exit 99
  env --default-signal=INT "$0" integrity --config config.json --progress none & silent=$!
  until test "$(ls /proc/$silent/task | wc -l)" -gt 1; do :; done
  kill -INT $silent
  wait $silent
  echo "silent: $?"
  exec 5>&-
  exec "$0" integrity --config config.json
  """

@Test(.enabled(if: geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0))
func `a mount that does not answer cannot delay the end, and a dead one is named`() throws {
  let scratch = try Scratch()
  try scratch.makeFolder("mount")
  try config(scratch, #"{"name":"one","roots":["mount"]}"#)
  let result = try RunningProcess(
    ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", silentMount, Program.clipmill],
    in: scratch.path
  ).wait()
  // If mounting is not allowed, there is nothing to see.
  if result.errors.contains("mount:") || result.errors.contains("unshare:") { return }
  #expect(result.code == 1 && result.output.hasPrefix("silent: 75\n"), "\(result.errors)")
  #expect(
    result.errors == "clipmill: interrupted at data set 1 of 1, one, after 0 files; nothing"
      + " was written, and the same command starts again\n")
  #expect(result.output.contains("mount cannot be reached: Transport endpoint"))
}
