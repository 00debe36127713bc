import Foundation
import Glibc
import TestSupport
import Testing

/// Pages of real runs, and what is asked of them.
@Suite(.serialized) struct ServingTests {
  @Test func `the addresses of a run tell what status tells, as page, JSON and metrics`() throws {
    let run = try PageRun.waiting()
    #expect(try run.waits { $0["state"].string == "running" && !$0["room"].isNull })
    let (told, status) = (try run.get("/status.json").json, try run.status())
    #expect(told.keys == status.keys)
    for key in ["bundle", "run", "state", "source", "resume_command", "started", "host"] {
      #expect(told[key].string != nil && told[key].string == status[key].string)
    }
    for part in ["events", "shards", "clips", "train", "val"] {
      #expect(told[part].keys == status[part].keys)
      for key in told[part].keys { #expect(told[part][key].double == status[part][key].double) }
    }
    #expect(told["shard_map"]["done"].array.map(\.int) == [0, 0, 0, 0])
    let metrics = try run.get("/metrics")
    #expect(metrics.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(metrics.body.contains("\nclipmill_shards{state=\"pending\"} 4\n"))
    let page = try run.get("/?at=1")
    #expect(page.fields["content-type"] == "text/html; charset=utf-8")
    #expect(page.body.hasPrefix("<!DOCTYPE html>"))
    #expect(try run.get("/healthz").body == "ok\n")
    #expect(try run.get("/readyz").body == "running\n")
    let head = try run.get("/", method: "HEAD")
    #expect(head.body.isEmpty && head.status == 200)
    #expect(head.fields == page.fields)
    #expect(Int(page.fields["content-length"] ?? "") == page.body.utf8.count)
  }

  @Test func `no answer lets a browser do more than it must`() throws {
    let run = try PageRun.waiting()
    for path in ["/", "/status.json", "/metrics", "/healthz", "/readyz", "/favicon.ico"] {
      let fields = try run.get(path, ["Origin: http://evil.example"]).fields
      #expect(fields["cache-control"] == "no-store")
      #expect(fields["x-content-type-options"] == "nosniff")
      #expect(fields["connection"] == "close")
      #expect(fields["access-control-allow-origin"] == nil)
      let policy = fields["content-security-policy"] ?? ""
      #expect(policy.hasPrefix("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
      #expect(!policy.contains("unsafe"))
    }
    #expect(try run.get("/none").status == 404)
    let post = try run.get("/", ["Content-Length: 5"], method: "POST")
    #expect(post.status == 405 && post.fields["allow"] == "GET, HEAD")
    #expect(try run.get("/", ["Content-Length: 5"]).status == 413)
    #expect(try run.ask("GET / HTTP/1.1\r\n\r\n").status == 400)
    #expect(try run.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421)
    let large = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 9000)
    #expect(try run.ask(large).status == 431)
  }

  @Test func `with a token nobody reads anything without it`() throws {
    let scratch = try Scratch()
    let token = "a-word-that-nobody-guesses"
    let file = try scratch.write("token", token + "\n")
    chmod(file, 0o600)
    let run = try PageRun.waiting(["--http-token", file])
    for path in ["/", "/status.json", "/metrics", "/none"] {
      let refusal = try run.get(path)
      #expect(refusal.status == 401 && refusal.body == "the token is missing or wrong\n")
      #expect(refusal.fields["www-authenticate"]?.hasPrefix("Basic realm=") == true)
      for wrong in [String(token.dropLast()), token + "x", "b" + token.dropFirst()] {
        #expect(try run.get(path, ["Authorization: Bearer \(wrong)"]).status == 401)
      }
      let right = try run.get(path, ["Authorization: Bearer \(token)"])
      #expect(right.status == (path == "/none" ? 404 : 200))
    }
    let basic = Data("me:\(token)".utf8).base64EncodedString()
    #expect(try run.get("/status.json", ["Authorization: Basic \(basic)"]).status == 200)
    #expect(try run.get("/healthz").status == 200)
    #expect(!run.process.errorsSoFar.contains(token))
  }

  @Test func `a token in the environment is used, and no process gets it from there`() throws {
    let token = "another-word-of-the-environment"
    let corpus = try SmallCorpus(events: 40)
    let export = try RunningProcess(
      [Program.clipmill, "export", corpus.manifest, corpus.scratch.file("bundle")]
        + ["--http", "127.0.0.1:0", "--shard-events", "1", "--progress", "plain"],
      environment: ["CLIPMILL_HTTP_TOKEN": token])
    var environment = Data()
    _ = try export.waits {
      // Before it is the worker's, a new process still shows the memory of its parent.
      guard let worker = ProcessTable.worker(of: export.pid),
        ProcessTable.words(of: worker).contains("worker")
      else { return false }
      let file = FileHandle(forReadingAtPath: "/proc/\(worker)/environ")
      environment = try file?.readToEnd() ?? Data()
      return !environment.isEmpty
    }
    #expect(environment.range(of: Data("PATH=".utf8)) != nil)
    #expect(environment.range(of: Data(token.utf8)) == nil)
    let line = export.errorsSoFar.split(separator: "\n").first ?? ""
    let address = line.replacing("this run is shown at ", with: "").dropLast()
    let connection = RawConnection(to: String(address))
    connection.send(Array("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
    #expect(try WebAnswer(connection.answer()).status == 401)
  }

  @Test func `an address that is wrong, open or taken ends the export before it begins`() throws {
    let corpus = try SmallCorpus(events: 4)
    let bundle = corpus.scratch.file("bundle")
    func refused(_ flags: [String], _ environment: [String: String] = [:]) throws -> String {
      let result = try Program.export(corpus.manifest, bundle, flags, environment: environment)
      #expect(!FileManager.default.fileExists(atPath: bundle))
      return "\(result.code ?? -1) \(result.errors.split(separator: "\n").first ?? "")"
    }
    #expect(
      try refused(["--http", "here"])
        == "64 clipmill: --http takes ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:0, not here")
    #expect(
      try refused(["--http", "0.0.0.0:0"])
        == "64 clipmill: other hosts can reach 0.0.0.0:0, so --http needs a token (name a file with"
        + " --http-token, or give 127.0.0.1)")
    #expect(
      try refused(["--http", "127.0.0.1:0"], ["CLIPMILL_HTTP_TOKEN": "short"])
        == "64 clipmill: CLIPMILL_HTTP_TOKEN has no token: it is one word of at least 16 characters"
        + "; make one: (umask 077; head -c 24 /dev/urandom | base64 > FILE)")
    let nowhere = corpus.scratch.file("nowhere")
    #expect(
      try refused(["--http", "127.0.0.1:0", "--http-token", nowhere])
        == "66 clipmill: could not read token \(nowhere): there is no such file;"
        + " make one: (umask 077; head -c 24 /dev/urandom | base64 > FILE)")
    // 192.0.2.0/24 is for documents (RFC 5737).
    #expect(
      try refused(["--http", "192.0.2.7:0"], ["CLIPMILL_HTTP_TOKEN": "a-word-that-nobody-guesses"])
        == "73 clipmill: could not listen at 192.0.2.7:0 for --http: Cannot assign requested address"
        + " (this host has no such address: give one of its own, or 0.0.0.0 for all)")
    #expect(
      try refused(["--http-token", "t"])
        .contains("--http-token says who may see the page of --http: give both"))
    #expect(
      try refused(["--http", "127.0.0.1:0", "--verify-only"])
        .contains("--http shows a run, and --verify-only begins none: give one"))
    let file = try corpus.scratch.write("token", "a-word-that-nobody-guesses\n")
    chmod(file, 0o644)
    #expect(
      try refused(["--http", "127.0.0.1:0", "--http-token", file])
        == "77 clipmill: could not read token \(file): others may use it (mode 0644);"
        + " run: chmod 600 \(file)")
    let other = try PageRun.waiting(events: 4)
    let taken = other.address.dropFirst("http://".count)
    #expect(
      try refused(["--http", String(taken)])
        == "73 clipmill: could not listen at \(taken) for --http: Address already in use (choose"
        + " another port, or 0 for any free one)")
  }
}
