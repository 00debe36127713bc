import Bundle
import Dataset
import Files
import Foundation
import TestSupport
import Testing

@Suite
struct DocumentTests {
  private let reports = Reports()

  @Test
  func `components are the plan's, with the clips of each, even if there are none`() throws {
    reports.plan.classes = ["snare", "é\"", "kick"]
    try reports.merge(
      try reports.shard([row(1, ["kick", "snare"]), row(2, ["kick"], session: "s7")]))
    #expect(
      reports.text("components.json") == #"""
        {
          "components": [
            "snare",
            "é\"",
            "kick"
          ],
          "class_names": [
            "snare",
            "é\"",
            "kick"
          ],
          "num_classes": 3,
          "component_index": {
            "snare": 0,
            "é\"": 1,
            "kick": 2
          },
          "counts": {
            "snare": 1,
            "é\"": 0,
            "kick": 2
          }
        }

        """#)
  }

  @Test
  func `components of a plan without labels are empty`() throws {
    reports.plan.classes = []
    try reports.merge(try reports.shard([skipped(1, .noComponents, labels: [])]))
    #expect(
      reports.text("components.json") == """
        {
          "components": [],
          "class_names": [],
          "num_classes": 0,
          "component_index": {},
          "counts": {}
        }

        """)
  }

  private static let features = """
      features:
      - {name: audio, dtype: {audio: {sampling_rate: 8000}}}
      - {name: label, dtype: string}
      - {name: component_idx, dtype: {class_label: {names: {'0': "kick", '1': "snare", '2': "ride"}}}}
      - {name: event_id, dtype: string}
      - {name: session_id, dtype: string}
      - {name: source_set, dtype: string}
      - {name: duration_seconds, dtype: float64}
      - {name: audio_path, dtype: string}
      - {name: start_frame, dtype: int64}
      - {name: frames, dtype: int64}
      - {name: source_rate, dtype: int64}
      - {name: ordinal, dtype: int64}
      - {name: xxh3_128, dtype: string}
      - {name: peak, dtype: int64}
      - {name: peak_frame, dtype: int64}
      - {name: rms, dtype: float64}

    """

  @Test(arguments: [true, false])
  func `the card leads load_dataset to the clips of both splits`(huggingFace: Bool) throws {
    reports.options.bundle.huggingFace = huggingFace
    try reports.merge(try reports.shard([row(1), row(2, session: "s7"), row(3)]))
    let rows = ["train", "val"].map { huggingFace ? "\n    - \"\($0)/metadata.jsonl\"" : "" }
    let features = huggingFace ? "\n" + Self.features.dropLast() : ""
    let card = try #require(reports.text("README.md"))
    #expect(
      card.hasPrefix(
        """
        ---
        configs:
        - config_name: default
          data_files:
          - split: train
            path:
            - "train/audio/**/*.wav"\(rows[0])
          - split: validation
            path:
            - "val/audio/**/*.wav"\(rows[1])\(features)
        task_categories:
        - audio-classification
        size_categories:
        - n<1K
        # license: left to the owner of the recordings
        ---
        # Clip dataset

        3 labelled clips of audio events, cut from recordings by Clipmill.

        | split | clips | seconds |
        |---|---|---|
        | train | 2 |
        """.dropLast()))
    #expect(card.contains("Audio: 8000 Hz, mono, 16 bit, WAV."))
    #expect(card.contains("\nclips = load_dataset(\".\")\n"))
    #expect(card.contains("| kick | 0 | 3 |\n"))
    #expect(card.contains("| rms | float64 |\n"))
    #expect(card.contains("`croissant.json`") == huggingFace)
    #expect(card.contains("train/metadata.jsonl") == huggingFace)
  }

  @Test func `croissant describes the rows of both splits with their digests and columns`() throws {
    reports.options.bundle.labelFields = ["velocity"]
    reports.plan.columns = [CarriedColumn("velocity", .number)]
    var rows = [row(1), row(2, session: "s7")]
    for number in rows.indices { rows[number].share.carried = [["0.5"]] }
    let merged = try reports.merge(try reports.shard(rows))
    let text = try #require(reports.text("croissant.json"))
    for split in Split.allCases {
      let file = try #require(merged.files[.rows(split)])
      #expect(
        text.contains(
          #""contentUrl":"\#(split.rawValue)/metadata.jsonl","contentSize":"\#(file.size) B","#
            + #""encodingFormat":"application/jsonlines","sha256":"\#(file.sha256)""#))
      #expect(
        text.contains(
          #""@id":"\#(split.rawValue)/velocity","name":"velocity","dataType":"sc:Float""#))
    }
    #expect(merged.files[.croissant]?.sha256 == SHA256.hexadecimal(of: Array(text.utf8)))
    reports.options.bundle.huggingFace = false
    #expect(try reports.merge(try reports.shard(rows)).files[.croissant] == nil)
  }

  @Test(arguments: [("s", "train", "train"), ("s7", "val", "validation")])
  func `a split without clips is not in the card`(
    session: String, folder: String, name: String
  ) throws {
    reports.options.clips.format = .flac
    try reports.merge(try reports.shard([row(1, session: Text(session))]))
    let card = try #require(reports.text("README.md"))
    #expect(
      card.contains(
        """
          data_files:
          - split: \(name)
            path:
            - "\(folder)/audio/**/*.flac"
            - "\(folder)/metadata.jsonl"
          features:
          - {name: audio,
        """))
    #expect(card.components(separatedBy: "- split:").count == 2)
  }

  @Test
  func `a clip that is read for its checksum must be the one on record`() throws {
    reports.options.bundle.checksums = true
    reports.folder.write("bundle/train/audio/e1__kick.wav", "another sound")
    let error = try #require(try reports.refusal(try reports.shard([row(1)])))
    #expect(
      error.description
        == "could not use \(reports.layout.root)/train/audio/e1__kick.wav: it is not"
        + " the clip on record (--resume --deep renders it again)")
    #expect(reports.text("SHA256SUMS") == nil)
  }

  @Test
  func
    `checksums name every file but the commit record, clips in label order, and sha256sum accepts them`()
    throws
  {
    reports.options.bundle.checksums = true
    var (stated, unstated) = (audio(), audio())
    for name in ["train/audio/e1__kick.wav", "train/audio/e1__ride.wav", "val/audio/e2__kick.wav"] {
      reports.folder.write("bundle/\(name)", "sound of \(name.prefix(5))")
    }
    stated.sha256 = SHA256.hexadecimal(of: Array("sound of train".utf8))
    // A clip without a stated digest is read.
    unstated.sha256 = nil
    unstated.digest = ContentDigest(of: Array("sound of val/a".utf8))
    try reports.merge(
      try reports.shard([
        row(1, ["ride", "kick"], clips: stated), row(2, session: "s7", clips: unstated),
      ]))
    let sums = try #require(reports.text("SHA256SUMS")).split(separator: "\n")
    #expect(
      sums.map { $0.dropFirst(66) } == [
        "train/audio/e1__ride.wav", "train/audio/e1__kick.wav", "val/audio/e2__kick.wav",
        "train/train_labels.json", "val/val_labels.json", "train/metadata.jsonl",
        "val/metadata.jsonl", "skipped.jsonl", "components.json", "README.md",
        "croissant.json",
      ])
    let check = Process()
    check.executableURL = URL(filePath: "/usr/bin/sha256sum")
    check.arguments = ["--check", "--strict", "--quiet", "SHA256SUMS"]
    check.currentDirectoryURL = URL(filePath: reports.layout.root)
    try check.run()
    check.waitUntilExit()
    #expect(check.terminationStatus == 0)
  }
}
