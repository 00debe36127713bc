import Foundation
import Glibc
import TestSupport
import Testing

/// `clipmill doctor`: troubles of a run and of its keys.
@Suite
struct DoctorRunTests {
  private let patient: Patient

  init() throws { patient = try Patient() }

  @Test
  func `a key that others may read is found`() throws {
    chmod("\(patient.keys)/worker-w.key", 0o644)
    let found = try Patient.examine([patient.bundle])
    found.expect("worker-w.key", saying: "others may use it (mode 0644)")
    let check = found.checks.first { $0["name"].string == "worker-w.key" }
    #expect(check?["remedy"].string == "run: chmod 600 \(patient.keys)/worker-w.key")
  }

  @Test
  func `a worker's key that the allow-list does not admit is found`() throws {
    let list = "\(patient.keys)/allow-list"
    func words(_ found: Found) -> String? {
      found.checks.first { $0["name"].string == "allow-list" }?["found"].string
    }
    let before = try Patient.examine([patient.bundle])
    #expect(before.findings == [] && words(before) == "1 worker, 1 reader admitted")
    let text = try String(contentsOfFile: list, encoding: .utf8)
    let reader = text.split(separator: "\n").filter { $0.hasPrefix("reader ") }
    try Data("\(reader.joined())\n".utf8).write(to: URL(filePath: list))
    try Patient.examine([patient.bundle]).expect(
      "allow-list",
      saying: "0 workers, 1 reader admitted; not worker w, whose key is in this folder")
  }

  @Test
  func `a file is told from a bundle`() throws {
    let found = try Patient.examine([patient.corpus.manifest])
    found.expect(
      "bundle", saying: "\(patient.corpus.manifest) is a file, and a bundle is a folder")
  }

  @Test
  func `a bundle that was copied may look as if clocks differ`() throws {
    let status = "\(patient.bundle)/.clipmill/status.json"
    let later = timespec(tv_sec: time(nil) + 3600, tv_nsec: 0)
    utimensat(AT_FDCWD, status, [later, later], 0)
    try Patient.examine([patient.bundle]).expect(
      "clock of the coordinator",
      saying: "behind the clock of this host, or the bundle was copied")
  }

  @Test
  func `a folder of keys that others may enter is found`() throws {
    chmod(patient.keys, 0o755)
    try Patient.examine([patient.bundle]).expect("key folder", saying: "others may enter it")
  }

  @Test
  func `a pair whose halves do not fit is found`() throws {
    try Data("\(String(repeating: "0", count: 40))\n".utf8)
      .write(to: URL(filePath: "\(patient.keys)/reader-r.pub"))
    let found = try Patient.examine([patient.bundle])
    #expect(found.findings == ["reader-r.key"] && found.result.code == 1)
  }

  @Test
  func `a folder of keys that is not there is found`() throws {
    let found = try Patient.examine([patient.bundle, "--keys", "/nowhere/keys"])
    found.expect("key folder", saying: "/nowhere/keys is not a folder")
  }

  @Test
  func `a coordinator that cannot be reached is found`() throws {
    let found = try Patient.examine([patient.bundle, "--connect", "tcp://127.0.0.1:1"])
    found.expect("coordinator", saying: "nobody answers at tcp://127.0.0.1:1")
  }

  @Test
  func `an owner that died without a word is found`() throws {
    try patient.changeOwner { _ in }
    try Patient.examine([patient.bundle])
      .expect("owner", saying: "ended without releasing the bundle, which is unfinished")
  }

  @Test
  func `an owner on another host whose beat stands still is found`() throws {
    try patient.changeOwner { $0["host"] = "another-host" }
    let past = [
      timespec(tv_sec: 1_700_000_000, tv_nsec: 0), timespec(tv_sec: 1_700_000_000, tv_nsec: 0),
    ]
    utimensat(AT_FDCWD, "\(patient.bundle)/.clipmill/coordinator.json", past, 0)
    let found = try Patient.examine([patient.bundle])
    found.expect("owner", saying: "on another-host has written nothing for ")
  }

  @Test
  func `run state that is a link is found`() throws {
    let state = "\(patient.bundle)/.clipmill"
    try FileManager.default.moveItem(atPath: state, toPath: patient.corpus.scratch.file("state"))
    symlink(patient.corpus.scratch.file("state"), state)
    let found = try Patient.examine([patient.bundle])
    found.expect("run state", saying: "is a link to")
  }

  @Test
  func `a coordinator that lives answers, and its clock is told`() throws {
    let bundle = patient.corpus.scratch.file("other")
    let flags = [
      "--bind", "tcp://127.0.0.1:*", "--key", "\(patient.keys)/coordinator.key", "--allow-list",
      "\(patient.keys)/allow-list", "--progress", "none", "--max-skip-rate", "1",
    ]
    let coordinator = try RunningProcess(
      [Program.clipmill, "coordinator", patient.corpus.manifest, bundle] + flags)
    let owner = "\(bundle)/.clipmill/coordinator.json"
    _ = try coordinator.waits {
      (try? ReadJSON(FileManager.default.contents(atPath: owner) ?? Data()))?["endpoint"].string
        != nil
    }
    let keys = [
      "--key", "\(patient.keys)/reader-r.key", "--server-key", "\(patient.keys)/coordinator.pub",
    ]
    let found = try Patient.examine([bundle, "--keys", patient.keys] + keys)
    #expect(found.findings == [], "\(found.result.output)")
    #expect(found.verdict("coordinator") == "ok")
    #expect(found.verdict("clock of the coordinator") == "ok")
    // Loopback needs no keys to bind, so that whoever has none must ask to find out.
    let keyless = try Patient.examine([bundle])
    #expect(keyless.verdict("coordinator") != "ok")
    coordinator.send(SIGTERM)
    #expect(try coordinator.wait().code == 75)
  }
}
