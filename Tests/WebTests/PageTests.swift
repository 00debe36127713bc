import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.serialized) struct PageTests {
  private func text(_ browser: Browser, _ selector: String) throws -> [String] {
    try browser.value(
      "[...document.querySelectorAll('\(selector)')].map(it => it.textContent.trim())"
    )
    .array.map { $0.string ?? "" }
  }

  private func cells(_ browser: Browser, _ table: String) throws -> [[String]] {
    try browser.value(
      """
      [...document.querySelectorAll('#\(table) tbody tr')].map(row =>
        [...row.children].map(cell => cell.textContent.trim()))
      """
    ).array.map { row in row.array.map { $0.string ?? "" } }
  }

  private func number(_ text: String) -> Int? { Int(text.filter { $0 != "," }) }

  /// Kills a renderer at work, and stops the others once the run has noticed: its figures stand still then.
  private func freeze(_ run: PageRun) throws -> [Int32] {
    #expect(try run.waits { $0["shards"]["done"].int ?? 0 > 2 })
    let victim = try #require(ProcessTable.renderers(of: run.process.pid).first)
    kill(victim, SIGKILL)
    #expect(try run.waits { $0["retries"]["failures"].int ?? 0 > 0 })
    let worker = try #require(ProcessTable.worker(of: run.process.pid))
    kill(worker, SIGSTOP)
    return [worker]
  }

  /// The figures that a page shows, with those that the status has.
  private func compare(_ browser: Browser, _ status: ReadJSON) throws -> Bool {
    let clips = (status["clips"]["done"].int ?? 0) + (status["clips"]["running"].int ?? 0)
    let events = status["events"]
    let skipped = (events["skipped"].int ?? 0) + (events["skipped_running"].int ?? 0)
    let tiles: [Int?] = try ["clips", "skipped", "quarantined"].map { name in
      number(try text(browser, "#tile-\(name)")[0])
    }
    let shards: [Int?] = ["done", "leased", "pending", "stuck"].map { status["shards"][$0].int }
    let legend: [Int?] = try text(browser, "#shards li").map { words in
      number(String(words.prefix { $0 != " " }))
    }
    let splits: [[Int?]] = try cells(browser, "splits").map { row in row[2...4].map(number) }
    let wantedSplits: [[Int?]] = ["train", "val"].map { name in
      let split = status[name]
      return [split["events"]["done"].int, split["events"]["left"].int, split["done"].int]
    }
    let sources: [[String]] = try cells(browser, "sources").map { row in
      [row[0]] + row[2...4].map { String(number($0) ?? -1) }
    }
    let wantedSources: [[String]] = status["sources"].array.map { source in
      let figures = ["done", "left", "clips"].map { String(source[$0].int ?? -1) }
      return [source["name"].string ?? ""] + figures
    }
    return tiles == [clips, skipped, events["quarantined"].int] && legend == shards
      && splits == wantedSplits && sources == wantedSources
  }

  @Test
  func
    `a browser reads the figures of status from the page while a renderer is killed, without a complaint`()
    throws
  {
    // The browser takes seconds to start, and the run would be over.
    let browser = try Browser()
    let run = try PageRun.export(events: 3000)
    try browser.open(address: run.address + "/")
    let stopped = try freeze(run)
    defer { for process in stopped { kill(process, SIGCONT) } }
    var status = try run.status()
    // The page asks every two seconds.
    let isSame = try run.process.waits {
      status = try run.status()
      return try status["shards"]["provisional"].int == 0 && compare(browser, status)
    }
    #expect(isSame)
    #expect(status["events"]["done"].int ?? 0 > 20)
    #expect(try text(browser, "#state") == [status["state"].string ?? ""])
    #expect(try cells(browser, "workers").map { $0[0] } == ["local-1"])
    #expect(
      try text(browser, "#h-shards ~ p")[0].contains(
        " of \(status["shards"]["total"].int ?? 0) shards are done."))
    #expect(browser.complaints == [])
    let wanted = [run.address + "/", run.address + "/status.json"]
    #expect(Set(browser.requests.filter { !$0.hasPrefix("data:") }) == Set(wanted))
    for process in stopped { kill(process, SIGCONT) }
    let result = try run.process.wait()
    #expect(result.code == 0, "\(result.errors)")
  }

  @Test func `names of a run are text on the page, whatever they hold`() throws {
    let browser = try Browser()
    let run = try PageRun.waiting()
    try browser.open(address: run.address + "/")
    // A status of somebody who wants to be more than text.
    let words = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    let shown = try browser.value(
      """
      new Promise(done => {
        const first = window.fetch;
        window.fetch = async (...question) => {
          const answer = await first(...question);
          const status = await answer.json();
          status.bundle = '/a/\(words.replacing("/", with: "\\/"))';
          status.sources[0].name = status.troubles[0] = '\(words)';
          status.quarantined = [{subject: '\(words)', words: '\(words)', reproduce: '\(words)'}];
          window.fetch = first;
          const name = () => document.querySelector('#sources tbody th')?.textContent;
          const before = name();
          const look = () => name() === before ? requestAnimationFrame(look)
            : done([document.querySelectorAll('img').length, document.querySelectorAll('script').length, name()]);
          look();
          return new Response(JSON.stringify(status));
        };
      })
      """)
    #expect(shown.array[0].int == 0)
    #expect(shown.array[1].int == 1)
    #expect(shown.array[2].string == words)
    #expect(browser.complaints == [])
  }
}
