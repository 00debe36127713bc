import Bundle
import Dataset
import FoundationEssentials
package import Survey

/// The report as one page that needs no other file.
package struct HealthPage {
  private let report: HealthReport
  /// Rows of a table on the page; the JSON report has all.
  static let rowLimit = 200

  /// A page of the report.
  package init(_ report: HealthReport) { self.report = report }

  /// The page's bytes: UTF-8, with a line end.
  package var html: [UInt8] {
    let origin = PageOrigin(report)
    var (clips, matrix): (Markup, Markup) = ("", "")
    if let bundle = report.bundle, let findings = report.clips {
      clips = PageClips(bundle, findings).markup
      matrix = PageMatrix(findings, bundle).markup
    }
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(PageStyle.policy)">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
      <title>\(title)</title>
      <style>\(Markup(stringLiteral: PageStyle.css))</style></head>
      <body>
      \(header)
      <main>
      \(PageChecks(report).sections)\(PageSound(report).sections)\(matrix)\(origin.drift)\
      \(PageNumbers(report).sections)\(clips)\(origin.skipped)\(origin.provenance)</main>
      <footer>Made by clipmill health. Colours follow the system's light or dark setting.</footer>
      <script>\(Markup(stringLiteral: PageStyle.script))</script></body></html>

      """
    return Array(page.text.utf8)
  }

  private var title: String {
    let path = report.bundle?.path ?? report.manifest?.path ?? ""
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return "Health of \(name)"
  }

  private var header: Markup {
    let kind = report.passed ? "pass" : "fail"
    let manifest: Markup = report.manifest.map { "<p class=\"soft\">Manifest \($0.path)</p>" } ?? ""
    let bundle: Markup = report.bundle.map { "<p class=\"soft\">Bundle \($0.path)</p>" } ?? ""
    let remarks: [Markup] = report.warnings.map { "<li>\($0)</li>" }
    let warnings: Markup =
      remarks.isEmpty
      ? ""
      : "<p><strong>Worth a look</strong></p><ul class=\"soft\" id=\"warnings\">\(remarks)</ul>"
    let items: [Markup] = tiles.map { "<li><b>\($0.value)</b>\($0.name)</li>" }
    return """
      <header><h1>\(title)</h1><p class="verdict \(kind)" id="verdict">\(report.verdict)</p>
      \(manifest)\(bundle)\(warnings)<ul class="tiles" id="tiles">\(items)</ul></header>
      """
  }

  private var tiles: [(name: String, value: String)] {
    var tiles: [(name: String, value: String)] = []
    if let events = report.events {
      let sessions = events.splitSessions.values.reduce(0, +)
      tiles += [
        ("events", events.events.grouped),
        ("labelled components", events.components.grouped),
        ("labels", events.labels.rows.count.grouped),
        ("sessions", sessions.grouped),
        ("duplicates", Numbers.percent(events.duplicationRate)),
        ("invalid values", events.invalidValues.grouped),
      ]
    }
    if let bundle = report.bundle {
      let frames = Split.allCases.reduce(0) { $0 + (bundle.frames[$1] ?? 0) }
      tiles += [
        ("clips", bundle.clipCount.grouped),
        ("of audio", Numbers.duration(seconds: frames / bundle.sampleRate)),
        ("faults", bundle.faults.total.grouped),
      ]
    }
    return tiles
  }
}

/// The look of the page: light and dark, narrow and wide, on screen and on paper.
enum PageStyle {
  /// `page.css`, without the end of its last line.
  static let css = String(decoding: PackageResources.page_css.dropLast(), as: UTF8.self)

  /// `page.js`, without the end of its last line.
  static let script = String(decoding: PackageResources.page_js.dropLast(), as: UTF8.self)

  /// The permissions of the page: it may show itself, play its own sound, and run this one script.
  ///
  /// Nothing is fetched, and nothing else runs.
  static var policy: String {
    "default-src 'none'; style-src '\(digest(css))'; script-src '\(digest(script))';"
      + " media-src data:; img-src data:; base-uri 'none'; form-action 'none'"
  }

  private static func digest(_ text: String) -> String {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return "sha256-" + Data(hash.bytes()).base64EncodedString()
  }
}
