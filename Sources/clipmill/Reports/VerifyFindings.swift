import Dataset
import Planning
import Verification

/// The tables of what is wrong, each with up to 20 examples.
struct VerifyFindings {
  private let report: VerificationReport

  init(_ report: VerificationReport) { self.report = report }

  /// What need not be wrong first, what keeps the manifest from being clean last.
  var sections: [VerifySection] {
    [
      aliases,
      examples(
        .noComponents, "Events without a labelled component", detail: nil,
        total: report.withoutComponents),
      examples(.duplicate, "Duplicates", detail: "label", total: report.plan.duplicates),
      examples(
        .cutShort, "Windows that the end of the recording cuts short", detail: "what is left",
        total: report.recordings?.cutShort ?? 0),
      invalidFields,
      examples(
        .invalidValue, "Examples of invalid values", detail: "field",
        total: report.invalidValues.reduce(0) { $0 + $1.count }),
      unknownLabels,
      examples(
        .unknownLabel, "Examples of labels outside the taxonomy", detail: "label",
        total: (report.taxonomy?.unknown ?? []).reduce(0) { $0 + $1.count }),
      malformed, missing, unreadable,
      examples(
        .outOfRange, "Windows that start past the end of the recording", detail: "why",
        total: report.recordings?.outOfRange ?? 0),
    ]
  }

  // MARK: Labels

  private var unknownLabels: VerifySection {
    let unknown = report.taxonomy?.unknown ?? []
    let rows = unknown.map { label in
      [
        label.label.visible, grouped(label.count),
        label.suggestion.map(\.visible) ?? "",
      ]
    }
    return VerifySection(
      title: "Labels outside the taxonomy", header: ["label", "components", "nearest known"],
      rows: rows, .init(names: [0, 2]))
  }

  private var aliases: VerifySection {
    let rows = (report.taxonomy?.aliases ?? []).map { alias in
      [alias.name.visible, grouped(alias.count), alias.label.visible]
    }
    return VerifySection(
      title: "Aliases, which export does not rename",
      header: ["alias", "components", "stands for"], rows: rows, .init(names: [0, 2]))
  }

  // MARK: Audio and lines

  private var missing: VerifySection {
    let files = report.mostMissed(Examples.limit)
    // Mostly the reason is the same everywhere, and the paths need the room.
    let same = Set(report.missingFiles.map(\.first.detail)).count == 1 ? files.first : nil
    let reason = same.map { " (\($0.first.detail))" } ?? ""
    let rows = files.map { file in
      [
        file.source.sourceSet.visible, grouped(file.events),
        file.first.eventID.visible, file.source.audioPath.visible,
      ] + (same == nil ? [file.first.detail.visible] : [])
    }
    return VerifySection(
      title: "Missing audio\(reason), the files most events need first",
      header: ["source set", "events", "first event", "path"] + (same == nil ? ["why"] : []),
      rows: rows, total: report.missingFiles.count, .init(names: [0, 2, 3], favoured: 3))
  }

  private var unreadable: VerifySection {
    let files = (report.recordings?.unreadable ?? []).prefix(Examples.limit)
    let rows = files.map { file in
      [
        file.source.sourceSet.visible, grouped(file.events),
        file.source.audioPath.visible, file.words.visible,
      ]
    }
    return VerifySection(
      title: "Unreadable recordings", header: ["source set", "events", "path", "why"],
      rows: rows, total: report.recordings?.unreadableFiles,
      .init(names: [0, 2], favoured: 2, sentences: 3))
  }

  private var malformed: VerifySection {
    let rows = report.malformedExamples.map { line in
      [grouped(line.number), grouped(line.byteOffset), line.reason]
    }
    return VerifySection(
      title: "Malformed lines", header: ["line", "byte", "why"], rows: rows,
      total: report.malformed, .init(sentences: 2, numbers: [0, 1]))
  }

  private var invalidFields: VerifySection {
    let rows = report.invalidValues.map { [$0.field.visible, grouped($0.count)] }
    return VerifySection(
      title: "Invalid values by field", header: ["field", "values"], rows: rows, .init(names: [0]))
  }

  private func examples(
    _ kind: FindingKind, _ title: String, detail: String?, total: Int
  ) -> VerifySection {
    let rows = report.examples[kind].map { example in
      [
        example.eventID.visible, grouped(example.line),
        example.source.sourceSet.visible, example.source.audioPath.visible,
      ] + (detail == nil ? [] : [example.detail.visible])
    }
    let header = ["event", "line", "source set", "path"] + (detail.map { [$0] } ?? [])
    return VerifySection(
      title: title, header: header, rows: rows, total: total,
      .init(names: [0, 2, 3], favoured: 3, sentences: detail == nil ? nil : 4))
  }

  private func grouped(_ number: Int) -> String { Durations.grouped(number) }
}
