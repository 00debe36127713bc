import Foundation
import Glibc
import TestSupport
import Testing

/// Faults of files and paths that are found before a clip is rendered.
struct InputTests {
  private static let cutJSON =
    "cut or broken JSON: a comma, colon, bracket or value is missing or misplaced"

  private static let problems = [
    // 1: problems were found, or too much is missing to begin.
    Ending(1, "export @missing.jsonl @new --verify-only --progress none", ""),
    Ending(1, "export @bad.jsonl @new --verify-only --progress none", ""),
    Ending(1, "export @noise.jsonl @new --verify-only --deep --progress none", ""),
    Ending(
      1, "export @missing.jsonl @new --verify-only --json --progress none",
      "Not ready: 2 events lack their audio"),
    Ending(
      1, "export @m.jsonl @new --verify-only --audio-root @empty --json --progress none",
      "Not ready: 2 events lack their audio, 1 root cannot be used"),
    Ending(
      1, "export @missing.jsonl @new",
      "nothing was rendered for @missing.jsonl: 2 of 3 events would be skipped (missing_file 2),"
        + " more than --max-skip-rate 0.01 allows (--max-skip-rate 0.67 continues);"
        + " --verify-only lists the missing files and what would help"),
    Ending(1, "compare @done @other", ""),
    // 65: malformed manifest, or an invalid document.
    Ending(
      65, "export @bad.jsonl @new",
      "1 malformed line in @bad.jsonl: line 3 (byte …): \(cutJSON)"
        + " (fix them, or count and skip them with --on-bad-line skip)"),
    Ending(65, "export @none.jsonl @new", "no events in @none.jsonl: nothing to export"),
    Ending(
      65, "export @none.jsonl @new --verify-only --progress none",
      "no events in @none.jsonl: nothing to export"),
    Ending(
      65, "export @m.jsonl @new --taxonomy @array.json",
      #"could not use @array.json: no taxonomy: the field "label" is not a string"#),
    Ending(
      65, "export @m.jsonl @new --taxonomy @broken.json",
      "could not use @broken.json: no taxonomy: \(cutJSON)"),
    Ending(
      65, "export @m.jsonl @new --taxonomy @blank.json",
      "could not use @blank.json: a taxonomy without a label"),
    Ending(
      65, "compare @done @prose",
      "could not use @prose/train/train_labels.json: not a label file: it is not an array"),
    Ending(
      65, "compare @done @numbers",
      "could not use @numbers/train/train_labels.json: not a label file: it is not an array of"
        + " objects"),
    Ending(
      65, "compare @done @torn",
      "could not use @torn/train/train_labels.json: not a label file: it ends within its array"),
    Ending(
      65, "compare @done @cut",
      "could not use @cut/train/train_labels.json: not a label file: it ends within an entry"),
    Ending(
      65, "compare @done @endless",
      "could not use @endless/train/train_labels.json: not a label file: an entry is longer than"
        + " 16 MiB"),
    Ending(
      65, "compare @done @foreign",
      "could not use @foreign/train/train_labels.json: not a label file: an entry is not an object with"
        + " `file` and `label`"),
  ]

  private static let notThere = [
    Ending(
      66, "export /dev/null @new", "the manifest /dev/null is a device, not a regular file"),
    Ending(
      66, "export @socket @new",
      "the manifest @socket is a socket or a device, not a regular file"),
    Ending(66, "export @nowhere.jsonl @new", "no manifest at @nowhere.jsonl"),
    Ending(66, "export @nowhere.jsonl @new --verify-only", "no manifest at @nowhere.jsonl"),
    Ending(
      66, "export @empty @new", "the manifest @empty is a directory, not a regular file"),
    Ending(
      66, "export @m.jsonl @new --config @nowhere.json",
      "could not open @nowhere.json: No such file or directory"),
    Ending(
      66, "export @m.jsonl @new --config @empty",
      "could not open @empty: it is a folder, not a regular file"),
    Ending(
      66, "export @m.jsonl @new --taxonomy @nowhere.json",
      "could not open @nowhere.json: No such file or directory"),
    Ending(
      66, "export @m.jsonl @new --audio-root @nowhere",
      "--audio-root @nowhere: there is no such directory"),
    Ending(
      66, "export @m.jsonl @new --audio-root-map s=nowhere --audio-root @file",
      "--audio-root-map s=@nowhere: there is no such directory;"
        + " --audio-root @file: it is not a directory"),
    Ending(
      66, "export @m.jsonl @new --audio-root @empty",
      "--audio-root @empty: it is empty; is its file system mounted?"),
    Ending(66, "status @empty", "@empty is not a bundle with a run to report"),
    Ending(66, "status @nowhere", "@nowhere is not there (name a bundle)"),
    Ending(
      66, "status --connect tcp://127.0.0.1:9",
      "nobody answers at tcp://127.0.0.1:9 (is it up, can this host resolve and reach it,"
        + " does it ask for --key and --server-key?)"),
    Ending(
      66, "compare @done @empty",
      "@empty is not a bundle: it has neither train/train_labels.json nor val/val_labels.json"),
    Ending(
      66, "health --bundle @empty",
      "could not find a bundle's metadata.json or label files in @empty:…"),
    Ending(66, "compare @done @nowhere", "@nowhere is not there (name a bundle)"),
    Ending(66, "merge @nowhere", "@nowhere is not there (name a bundle)"),
    Ending(66, "merge @empty", "@empty holds no run to merge: @empty/.clipmill has no journal"),
    Ending(66, "reproduce @nowhere 1", "@nowhere is not there (name a bundle)"),
    Ending(
      66, "reproduce @empty 1",
      "@empty holds no run to take an event from: @empty/.clipmill has no journal"),
    Ending(
      66, "reproduce @done 3",
      "@m.jsonl has no event 3 (give its number as status and log tell it, or its id)"),
    Ending(
      66, "merge @planless",
      "@planless has no plan yet: nothing is committed (resume the export)"),
    Ending(
      66, "worker --bundle @new --key @nowhere.key --server-key @keys/coordinator.pub",
      "could not read secret key @nowhere.key: there is no such file; keygen makes keys"),
    Ending(
      66,
      "coordinator @m.jsonl @new --bind tcp://127.0.0.1:* --key @keys/coordinator.key"
        + " --allow-list @nowhere",
      "could not read allow-list @nowhere: there is no such file; keygen makes keys"),
  ]

  private static let places = [
    Ending(
      73, "export @m.jsonl @bare --resume --progress none",
      "@bare has lost its run state (@bare/.clipmill), and it cannot be rebuilt: it was made with"
        + " --no-hf, and only metadata.jsonl tells of its clips"
        + " (bring it back, or --overwrite exports it again)"),
    Ending(
      74, "export @m.jsonl @skipless --resume --progress none",
      "could not use @skipless/skipped.jsonl: its line 1 is not a skipped event's"),
    Ending(
      75, "export /proc/self/mem @new",
      "could not read the manifest /proc/self/mem: Input/output error"),
    Ending(
      73, "export @m.jsonl @done",
      "@done exists: --resume continues it, --overwrite replaces it"),
    Ending(
      73, "export @m.jsonl @audio --overwrite",
      "@audio exists and is not a bundle, so that neither --resume nor --overwrite helps"
        + " (choose another place, or move it yourself)"),
    Ending(
      73, "export @m.jsonl @audio --resume",
      "@audio is not a bundle, and not empty (choose another place)"),
    Ending(
      73, "export @m.jsonl @lost --resume",
      "@lost has lost both its run state (@lost/.clipmill has no journal) and @lost/metadata.json:"
        + " nothing tells what was committed (bring one of them back, or remove the folder and"
        + " export again)"),
    Ending(
      73, "export @m.jsonl @file/b",
      "could not create the directory @file/b: Not a directory"
        + " (choose another place for the bundle)"),
    Ending(
      73, "export @m.jsonl @dangling",
      "@dangling is a link to nowhere, which is not there (make that folder, or remove the link)"),
    Ending(
      73, "export @m.jsonl @new --log-file @empty", "--log-file @empty is a folder (name a file)"),
    Ending(
      73, "export @m.jsonl @new --summary-json @file/s.json",
      "--summary-json @file/s.json: @file is not a folder (name a file elsewhere)"),
    Ending(
      73, "export @m.jsonl @new --log-file @file/deep/log",
      "--log-file @file/deep/log: could not create the directory @file/deep: Not a directory"
        + " (name a file elsewhere)"),
    Ending(
      73, "export @m.jsonl @new --progress none --log-file @socket",
      "could not open the log @socket: No such device or address"),
    Ending(
      73, "keygen @file/k", "could not make directory @file/k: Not a directory"),
    Ending(
      73, "keygen @keys",
      "@keys/worker-worker.key exists, and a key is never replaced (choose another name)"),
    // 2: a gate failed, or a bad configuration.
    Ending(2, "health --events @m.jsonl --require-label snare", ""),
    Ending(2, "health --bundle @piped", ""),
    Ending(
      2, "health --events @m.jsonl --min-counts-json @array.json",
      "could not use @array.json: it cannot be used as a gate: … (fix the file, or name another)"),
    Ending(
      2, "integrity --config @nowhere.json",
      "no configuration: could not open @nowhere.json: No such file or directory"),
    Ending(
      2, "integrity --config @array.json",
      "the configuration @array.json cannot be used: it is not an object with \"datasets\""),
    // 77: not permitted.
    Ending(
      77, "worker --bundle @new --key @open/worker-worker.key --server-key @keys/coordinator.pub",
      "could not read secret key @open/worker-worker.key: others may use it (mode 0644);"
        + " run: chmod 600 @open/worker-worker.key"),
    Ending(
      77, "keygen @done",
      "could not use directory @done: others may enter it (mode 0…); run: chmod 700 @done"),
  ]

  @Test(arguments: problems + notThere + places)
  func `each cause ends with its own exit code and line, and leaves nothing`(
    ending: Ending
  ) throws {
    try ending.expect(in: try Lab.shared.get())
  }

  @Test
  func `an unreadable manifest is exit code 77, an unreadable root 66`() throws {
    let lab = try Lab.shared.get()
    let secret = try Scratch()
    chmod(secret.path, 0o777)
    try secret.write("m.jsonl", try String(contentsOfFile: lab.text("@m.jsonl"), encoding: .utf8))
    try secret.write("root/a.wav", "x")
    chmod(secret.file("m.jsonl"), 0)
    chmod(secret.file("root"), 0)
    defer { chmod(secret.file("root"), 0o700) }
    let manifest = try RunningProcess(
      Rights.ofNobody + [Program.clipmill, "export", secret.file("m.jsonl"), secret.file("b")]
    ).wait()
    #expect(manifest.code == 77)
    expectLine(manifest, "not permitted to read the manifest \(secret.file("m.jsonl"))")
    let root = try RunningProcess(
      Rights.ofNobody + [
        Program.clipmill, "export", lab.text("@m.jsonl"), secret.file("b"), "--audio-root",
        secret.file("root"),
      ]
    ).wait()
    #expect(root.code == 66)
    expectLine(root, "--audio-root \(secret.file("root")): not permitted to read it")
  }

  @Test
  func `a folder that may not be searched is named, by verification and by the refusal`() throws {
    let scratch = try Scratch()
    chmod(scratch.path, 0o777)
    try scratch.write("takes/closed/deep/a.wav", Sound(frames: 44_100, seed: 1).wav())
    try scratch.write("takes/b.wav", Sound(frames: 44_100, seed: 2).wav())
    let lines = [EventLine("e1", path: "closed/deep/a.wav"), EventLine("e2", path: "b.wav")]
    let manifest = try scratch.write("m.jsonl", lines.manifest)
    chmod(scratch.file("takes/closed"), 0)
    defer { chmod(scratch.file("takes/closed"), 0o700) }
    let words = [
      Program.clipmill, "export", manifest, scratch.file("b"), "--audio-root",
      scratch.file("takes"),
    ]
    let cause = "this user may not search \(scratch.file("takes/closed"))"
    let verified = try RunningProcess(Rights.ofNobody + words + ["--verify-only"]).wait()
    #expect(verified.code == 1)
    #expect(
      verified.output.split(separator: "\n").last
        == "Not ready: 1 event lacks its audio (\(cause))")
    let refused = try RunningProcess(Rights.ofNobody + words).wait()
    #expect(refused.code == 1)
    expectLine(
      refused,
      "nothing was rendered for \(manifest): 1 of 2 events would be skipped (unreadable 1), more"
        + " than --max-skip-rate 0.01 allows (--max-skip-rate 0.5 continues); \(cause)")
  }

  @Test
  func `no command at all is exit code 64`() throws {
    let result = try Program.run([])
    #expect(result.code == 64)
    expectLine(result, "no command was given (see clipmill --help)")
  }

  private static func withoutProc(_ script: String) throws -> ProcessResult {
    let words = ["/bin/sh", "-c", "mount -t tmpfs none /proc && \(script)", Program.clipmill]
    return try RunningProcess(["/usr/bin/unshare", "--mount"] + words).wait()
  }

  private static let canHideProc = (try? withoutProc("true"))?.code == 0

  @Test(.enabled(if: canHideProc, "a mount over /proc needs rights that are not there"))
  func `arguments are known without a proc file system`() throws {
    let result = try Self.withoutProc(#"exec "$0" --version"#)
    #expect(result.code == 0)
    #expect(result.output == (try Program.run(["--version"]).output))
  }

  @Test
  func `an argument that is not UTF-8 is exit code 64`() throws {
    let result = try RunningProcess(
      [
        "/bin/sh", "-c", #"exec "$0" export "$1" "$(printf 'caf\351')""#, Program.clipmill,
        try Lab.shared.get().text("@m.jsonl"),
      ]
    ).wait()
    #expect(result.code == 64)
    expectLine(result, "caf… is not UTF-8 (rename it, or use a link)")
  }
}
