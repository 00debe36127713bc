import Dataset
import Drawing
import Planning
import Survey

/// The tables of faults, each with up to 20 examples.
struct VerifyFindings {
  private let report: VerificationReport

  init(_ report: VerificationReport) { self.report = report }

  /// The reasons why the manifest is not ready; those that stop an export come first.
  var faults: [Section] {
    [
      malformed, missing, unreadable,
      examples(
        .outOfRange, "Windows that start past the end of the recording", detail: "why",
        total: report.recordings?.outOfRange ?? 0),
      examples(
        .invalidOnset, "Events without a usable onset", detail: nil, total: report.withoutOnset),
      examples(
        .noComponents, "Events without a labelled component", detail: nil,
        total: report.withoutComponents),
    ] + (invalidValuesMatter ? invalidValues : []) + [
      .unknown(report.taxonomy, counts: "components"),
      examples(
        .unknownLabel, "Examples of labels outside the taxonomy", detail: "label",
        total: (report.taxonomy?.unknown ?? []).reduce(0) { $0 + $1.count }),
    ]
  }

  /// Points that an export accepts.
  var remarks: [Section] {
    (invalidValuesMatter ? [] : invalidValues) + [
      examples(.duplicate, "Duplicates", detail: "label", total: report.plan.duplicates),
      examples(
        .cutShort, "Windows that the end of the recording cuts short", detail: "what is left",
        total: report.recordings?.cutShort ?? 0),
      aliases,
    ]
  }

  /// True if clips depend on any of them.
  private var invalidValuesMatter: Bool { report.plan.invalidClipValues > 0 }

  private var invalidValues: [Section] {
    [
      invalidFields,
      examples(
        .invalidValue, "Examples of invalid values", detail: "field",
        total: report.invalidValues.reduce(0) { $0 + $1.count }),
    ]
  }

  // MARK: Labels

  private var aliases: Section {
    let rows = (report.taxonomy?.aliases ?? []).map { alias in
      [alias.name.visible, alias.count.grouped, alias.label.visible]
    }
    return Section(
      "Aliases, which export does not rename",
      [.name("alias"), .number("components"), .name("stands for")], rows)
  }

  // MARK: Audio and lines

  private var missing: Section {
    let files = report.mostMissed(Examples.limit)
    // Usually the reason is the same everywhere, and the paths need the room.
    let same = Set(report.missingFiles.map(\.first.detail)).count == 1 ? files.first : nil
    let reason = same.map { " (\($0.first.detail))" } ?? ""
    let rows = files.map { file in
      [
        file.source.sourceSet.visible, file.events.grouped,
        file.first.name, file.source.audioPath.visible,
      ] + (same == nil ? [file.first.detail.visible] : [])
    }
    return Section(
      "Missing audio\(reason), the files most events need first",
      [
        .name("source set"), .number("events"), .name("first event"), .name("path", weight: 2),
      ] + (same == nil ? [.text("why")] : []),
      rows, total: report.missingFiles.count)
  }

  private var unreadable: Section {
    let files = (report.recordings?.unreadable ?? []).prefix(Examples.limit)
    let rows = files.map { file in
      [
        file.source.sourceSet.visible, file.events.grouped,
        file.source.audioPath.visible, file.words.visible,
      ]
    }
    return Section(
      "Unreadable recordings",
      [.name("source set"), .number("events"), .name("path", weight: 2), .sentence("why")], rows,
      total: report.recordings?.unreadableFiles)
  }

  private var malformed: Section {
    let rows = report.malformed.first.map { line in
      [line.number.grouped, line.byteOffset.grouped, line.reason]
    }
    return Section(
      "Malformed lines", [.number("line"), .number("byte"), .sentence("why")], rows,
      total: report.malformed.count)
  }

  private var invalidFields: Section {
    let rows = report.invalidValues.map { [$0.field.visible, $0.count.grouped] }
    return Section("Invalid values by field", [.name("field"), .number("values")], rows)
  }

  private func examples(
    _ kind: FindingKind, _ title: String, detail: String?, total: Int
  ) -> Section {
    let rows = report.examples[kind].map { example in
      [
        example.eventID.visible, example.line.grouped,
        example.source.sourceSet.visible, example.source.audioPath.visible,
      ] + (detail == nil ? [] : [example.detail.visible])
    }
    return Section(
      title,
      [.name("event"), .number("line"), .name("source set"), .name("path", weight: 2)]
        + (detail.map { [.sentence($0)] } ?? []), rows, total: total)
  }
}

extension Section {
  /// Labels that are not in the taxonomy, and how often they occur.
  static func unknown(_ taxonomy: TaxonomyFindings?, counts heading: String) -> Section {
    let rows = (taxonomy?.unknown ?? []).map { label in
      [label.label.visible, label.count.grouped, label.suggestion.map(\.visible) ?? ""]
    }
    return Section(
      "Labels outside the taxonomy", [.name("label"), .number(heading), .name("nearest known")],
      rows)
  }
}
