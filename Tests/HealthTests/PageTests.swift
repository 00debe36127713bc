import Foundation
import TestSupport
import Testing

/// The page of the demo corpus and its bundle, and the report beside it.
private enum DemoPage {
  static let made = Result { () throws -> Scratch in
    let scratch = try SharedFolders.make()
    let result = try Program.run([
      "health", "--events", try Demo.manifest(), "--bundle", try DemoBundle.path, "--taxonomy",
      try Demo.taxonomy, "--min-class-count", "1000", "--max-duplication-rate", "0.5",
      "--html-output", scratch.file("page.html"), "--output", scratch.file("report.json"),
    ])
    guard result.code == 2 else { throw SupportError("health: \(result.errors)") }
    return scratch
  }

  static var path: String { get throws { try made.get().file("page.html") } }

  static var report: ReadJSON {
    get throws { try ReadJSON(Data(contentsOf: URL(filePath: made.get().file("report.json")))) }
  }
}

/// The cells of a table's rows as a person reads them.
private func cells(_ browser: Browser, _ section: String) throws -> [[String]] {
  let rows = try browser.value(
    """
    [...document.querySelectorAll('#\(section) tbody tr')].map(row =>
      [...row.children].map(cell => cell.textContent.trim()))
    """)
  return rows.array.map { row in row.array.map { $0.string ?? "" } }
}

private func number(_ text: String) -> Int? { Int(text.filter { $0 != "," }) }

@Suite(.serialized)
struct PageTests {
  @Test
  func `a browser reads the report's numbers from the page, without a complaint or a request`()
    throws
  {
    let browser = try Browser()
    try browser.open(try DemoPage.path)
    let report = try DemoPage.report
    let labels = try cells(browser, "labels")
    let expected = report["events"]["labels"].array
    #expect(labels.count == expected.count && labels.count > 10)
    for (row, stated) in zip(labels, expected) {
      #expect(row[0] == stated["label"].string)
      #expect(
        row[2...6].map(number)
          == ["count", "train", "val", "real", "synthetic"].map { stated[$0].int })
    }
    let gates = try cells(browser, "gates")
    #expect(gates.map { $0[0] } == ["✓ pass", "✗ fail"])
    #expect(number(gates[1][3]) == 1000)
    #expect(try cells(browser, "checks") == [])
    let passed = try browser.value("document.querySelector('#checks p').textContent").string ?? ""
    #expect(passed.hasPrefix("✓ None of: ") && passed.split(separator: ",").count == 14)
    let velocity = try browser.value(
      """
      [...document.querySelectorAll('#velocity-table tbody td')].map(cell => cell.textContent)
      """)
    #expect(
      velocity.array.map { number($0.string ?? "") }
        == report["events"]["velocity"]["histogram"].array.map(\.int))
    let skips = try cells(browser, "skips")
    for row in skips { #expect(number(row[2]) == report["bundle"]["skip_reasons"][row[0]].int) }
    let once = try #require(try cells(browser, "duplicates").first)
    let events = report["events"]
    #expect(
      number(once[2]) == (events["components"].int ?? 0) - (events["duplicates"]["count"].int ?? 0))
    #expect(browser.complaints == [])
    #expect(browser.requests.filter { !$0.hasPrefix("data:") } == ["file://\(try DemoPage.path)"])
  }

  @Test
  func `a clip of the page plays to its end`() throws {
    let browser = try Browser()
    try browser.open(try DemoPage.path)
    let count = try browser.value("document.querySelectorAll('#clips audio').length").int ?? 0
    #expect(count > 30)
    let played = try browser.value(
      """
      new Promise((done, fail) => {
        const clip = document.querySelector('#clips audio');
        const bytes = atob(clip.src.split(',')[1]).length;
        clip.onended = () => done({duration: clip.duration, at: clip.currentTime, bytes});
        clip.onerror = () => fail(new Error(clip.error.message));
        clip.play().catch(fail);
      })
      """)
    let frames = Double((played["bytes"].int ?? 0) - 44) / 2
    #expect(frames > 1000 && abs((played["duration"].double ?? 0) - frames / 44_100) < 0.001)
    #expect(played["at"].double == played["duration"].double)
    #expect(browser.complaints == [])
    #expect(browser.requests.allSatisfy { $0.hasPrefix("data:") || $0.hasPrefix("file:///") })
  }

  @Test
  func `clips are filtered and sorted by the page's own script`() throws {
    let browser = try Browser()
    try browser.open(try DemoPage.path)
    let shown = "[...document.querySelectorAll('#clips figure')].filter(clip => !clip.hidden)"
    let all = try browser.value("document.querySelectorAll('#clips figure').length").int ?? 0
    #expect(all > 30)
    #expect(try browser.value("\(shown).length").int == 24)
    #expect(
      try browser.value("document.querySelector('#clips [role=status]').textContent").string?
        .hasPrefix("\(all) of \(all) clips.") == true)
    _ = try browser.value("document.querySelector('#clips button').click()")
    #expect(try browser.value("\(shown).length").int ?? 0 > 24)
    func choose(_ id: String, _ value: String) throws {
      _ = try browser.value(
        """
        (() => {
          const select = document.getElementById('\(id)');
          select.value = '\(value)';
          select.dispatchEvent(new Event('change'));
        })()
        """)
    }
    try choose("by-label", "=crash")
    try choose("by-split", "=train")
    let chosen = try browser.value("\(shown).map(clip => [clip.dataset.label, clip.dataset.split])")
    #expect(!chosen.array.isEmpty)
    for clip in chosen.array { #expect(clip.array.map(\.string) == ["crash", "train"]) }
    try choose("by-label", "*")
    try choose("by-split", "*")
    try choose("order", "1")
    let peaks = try browser.value("\(shown).map(clip => Number(clip.dataset.peak))").array
      .compactMap(\.double)
    #expect(peaks.count == 24 && peaks == peaks.sorted())
    #expect(browser.complaints == [])
  }

  @Test
  func `arrows go from clip to clip, and Enter plays one to its end`() throws {
    let browser = try Browser()
    try browser.open(try DemoPage.path)
    let shown = "[...document.querySelectorAll('#clips figure')].filter(clip => !clip.hidden)"
    let place = try browser.value(
      """
      (() => {
        const clips = \(shown);
        clips[0].focus();
        const press = key => document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
        press('ArrowRight');
        press('ArrowRight');
        press('ArrowLeft');
        return clips.indexOf(document.activeElement);
      })()
      """)
    #expect(place.int == 1)
    let played = try browser.value(
      """
      new Promise((done, fail) => {
        const sound = document.activeElement.querySelector('audio');
        sound.onended = () => done(sound.currentTime === sound.duration);
        sound.onerror = () => fail(new Error(sound.error.message));
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true}));
      })
      """)
    #expect(played.bool == true)
    let pictures = try browser.value(
      "[...document.images].filter(image => image.naturalWidth !== 120).length")
    #expect(pictures.int == 0)
    #expect(browser.complaints == [])
    #expect(browser.requests.allSatisfy { $0.hasPrefix("data:") || $0.hasPrefix("file:///") })
  }

  @Test(arguments: [(400, false), (400, true), (1600, false), (1600, true)])
  func `the page fits the screen, light and dark`(width: Int, dark: Bool) throws {
    let browser = try Browser()
    try browser.show(width: width, dark: dark)
    try browser.open(try DemoPage.path)
    #expect(try browser.value("document.documentElement.scrollWidth").int == width)
    let beyond = try browser.value(
      """
      [...document.querySelectorAll('main *')].filter(part =>
        !part.parentElement.closest('.scroll') && part.getBoundingClientRect().right > innerWidth + 1).map(part => part.outerHTML.slice(0, 99))
      """)
    #expect(beyond.array.compactMap(\.string) == [])
    // The least contrast of all words with their background, by the rule of WCAG.
    let contrast = try browser.value(
      """
      (() => {
        const light = color => {
          const parts = color.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const ground = part => {
          const color = getComputedStyle(part).backgroundColor;
          return color === 'rgba(0, 0, 0, 0)' ? ground(part.parentElement) : color;
        };
        return Math.min(...[...document.querySelectorAll('body, h1, h2, p, th, td, li, summary, .verdict')]
          .map(part => {
            const pair = [light(getComputedStyle(part).color), light(ground(part))].sort((a, b) => b - a);
            return (pair[0] + 0.05) / (pair[1] + 0.05);
          }));
      })()
      """)
    #expect(contrast.double ?? 0 >= 4.5)
    #expect(browser.complaints == [])
    if let folder = ProcessInfo.processInfo.environment["SCREENSHOTS"] {
      let name = "\(folder)/page-\(width)-\(dark ? "dark" : "light").png"
      try browser.screenshot().write(to: URL(filePath: name))
    }
  }

  @Test func `a failed gate says what to do on a phone, too`() throws {
    let browser = try Browser()
    try browser.show(width: 400, dark: false)
    try browser.open(try DemoPage.path)
    let words = try browser.value(
      "[...document.querySelectorAll('#gates tbody tr')].map(row => row.innerText)"
    ).array.compactMap(\.string)
    #expect(words.count == 2 && words[1].contains("What to do: add events"))
    #expect(words.first?.contains("What to do") == false)
  }

  @Test func `the page is light on paper, whatever the system's setting`() throws {
    let browser = try Browser()
    try browser.show(width: 1600, dark: true)
    try browser.open(try DemoPage.path)
    let colors = """
      ['body', '#verdict'].map(name => getComputedStyle(document.querySelector(name)).backgroundColor)
      """
    let dark = try browser.value(colors).array.compactMap(\.string)
    #expect(dark == ["rgb(17, 21, 27)", "rgb(58, 27, 30)"])
    let feature = ["name": "prefers-color-scheme", "value": "dark"]
    try browser.send("Emulation.setEmulatedMedia", ["media": "print", "features": [feature]])
    let paper = try browser.value(colors).array.compactMap(\.string)
    #expect(paper == ["rgb(255, 255, 255)", "rgb(253, 231, 231)"])
  }

  @Test
  func `a script tag as a label stays text, and so do all other strange texts`() throws {
    let scratch = try Scratch()
    let labels = [
      #"<script>document.title=1</script>"#, #"\" onload=\"x"#, "a\\u0000b", "</style><b>",
      "\\u202Eabc", "&lt;", "'><img src=x onerror=alert(1)>",
    ]
    var lines = labels.enumerated().map {
      EventLine("<i>\($0)</i>", onset: 0.1 * Double($0), labels: [$1], session: "s\($0)")
    }
    lines[0].source = #""<script src=//x></script>""#
    lines[1].more = [#""techniques":["<script>1</script>"],"drummer_id":"<svg onload=x>""#]
    try scratch.write("a.wav", Sound(frames: 88_200, seed: 1).wav())
    let manifest = try scratch.write("<b>.jsonl", lines.manifest + "{<script>\n")
    let bundle = scratch.file("bundle")
    let export = try Program.export(
      manifest, bundle, ["--on-bad-line", "skip", "--max-skip-rate", "1"])
    #expect(export.code == 0, "\(export.errors)")
    let page = scratch.file("page.html")
    let result = try Program.run([
      "health", "--events", manifest, "--bundle", bundle, "--html-output", page,
      "--require-label", "<script>2</script>",
    ])
    #expect(result.code == 2)
    let browser = try Browser()
    try browser.open(page)
    let strange =
      "[...document.querySelectorAll('main script, img:not(.spectrogram), main b, main i i, [onload]')]"
    #expect(try browser.value("document.scripts.length").int == 1)
    #expect(try browser.value("\(strange).map(part => part.outerHTML)").array.isEmpty)
    let shown = Set(try cells(browser, "labels").map { $0[0] })
    #expect(shown.contains("<script>document.title=1</script>"))
    #expect(shown.contains("</style><b>") && shown.contains("&lt;"))
    #expect(shown.contains("a\u{2400}b") && shown.count == labels.count)
    #expect(try browser.value("document.title").string == "Health of bundle")
    #expect(try browser.value("document.querySelectorAll('audio').length").int == labels.count)
    #expect(browser.complaints == [])
    #expect(browser.requests.filter { !$0.hasPrefix("data:") }.count == 1)
  }

  @Test
  func `the browser refuses what the page may not do`() throws {
    let browser = try Browser()
    try browser.open(try DemoPage.path)
    // The policy holds also for what would be added later.
    _ = try browser.value(
      """
      new Promise(done => {
        const image = new Image();
        image.onerror = image.onload = done;
        image.src = 'http://127.0.0.1:1/x.png';
        const script = document.createElement('script');
        script.textContent = 'window.wasRun = true';
        document.body.append(script);
      }).then(() => true)
      """)
    #expect(try browser.value("window.wasRun === undefined").bool == true)
    #expect(browser.complaints.count >= 2)
    #expect(browser.complaints.allSatisfy { $0.contains("Content Security Policy") })
  }
}
