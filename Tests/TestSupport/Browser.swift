package import Foundation
import Glibc

/// A headless Chromium, spoken to through its debugging pipe; gone when the test lets go of it.
package final class Browser {
  private let process: pid_t
  private let input: Int32
  private let output: Int32
  private let scratch: Scratch
  private var buffer: [UInt8] = []
  private var lastNumber = 0
  private var session: String?
  /// Everything it has said that was no answer, in order.
  package private(set) var events: [(method: String, parameters: ReadJSON)] = []

  /// Only a failure takes so many seconds.
  private static let patience = 60.0

  private static let flags = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-extensions", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--mute-audio", "--hide-scrollbars",
    "--autoplay-policy=no-user-gesture-required", "--remote-debugging-pipe",
  ]

  private static let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]

  /// Starts it with an empty profile and an empty page.
  package init() throws {
    guard let program = Self.places.first(where: { access($0, X_OK) == 0 }) else {
      throw SupportError("there is no Chromium (scripts/install --tests installs it)")
    }
    scratch = try Scratch()
    let (commandsOut, commandsIn) = try Self.pipe()
    let (answersOut, answersIn) = try Self.pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for number: Int32 in 1...2 {
      posix_spawn_file_actions_addopen(
        &actions, number, scratch.file("log"), O_WRONLY | O_CREAT | O_APPEND, 0o666)
    }
    posix_spawn_file_actions_adddup2(&actions, commandsOut, 3)
    posix_spawn_file_actions_adddup2(&actions, answersIn, 4)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let words = [program] + Self.flags + ["--user-data-dir=\(scratch.file("profile"))"]
    let copies = words.map { strdup($0) }
    let variables = ["HOME=\(scratch.path)", "PATH=/usr/bin:/bin"]
    let settings = variables.map { strdup($0) }
    defer { for copy in copies + settings { free(copy) } }
    var started: pid_t = 0
    let code = posix_spawn(
      &started, program, &actions, &attributes, copies + [nil], settings + [nil])
    close(commandsOut)
    close(answersIn)
    process = started
    input = commandsIn
    output = answersOut
    guard code == 0 else { throw SupportError("could not start \(program)") }
    let target = try send("Target.createTarget", ["url": "about:blank"])["targetId"].string ?? ""
    session = try send("Target.attachToTarget", ["targetId": target, "flatten": true])[
      "sessionId"
    ].string
    for domain in ["Page", "Runtime", "Log", "Network"] { _ = try send("\(domain).enable") }
  }

  deinit {
    // The group is ours alone: all that the browser has started is in it.
    kill(-process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    close(input)
    close(output)
  }

  /// Both ends above the descriptors that the browser is to find them under.
  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw SupportError("no pipe") }
    let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    for end in ends { close(end) }
    return (high[0], high[1])
  }

  // MARK: Messages

  /// Sends a command and gives its result.
  @discardableResult
  package func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> ReadJSON {
    lastNumber += 1
    var message: [String: Any] = ["id": lastNumber, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    let bytes = [UInt8](try JSONSerialization.data(withJSONObject: message)) + [0]
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw SupportError("the browser has gone") }
      sent += max(count, 0)
    }
    let number = lastNumber
    let answer = try receive { $0["id"].int == number }
    if let words = answer["error"]["message"].string { throw SupportError("\(method): \(words)") }
    return answer["result"]
  }

  /// Takes messages until one is wanted; the others are kept as events.
  @discardableResult
  private func receive(until isWanted: (ReadJSON) -> Bool) throws -> ReadJSON {
    let deadline = Date.now + Self.patience
    while true {
      let message = try next(before: deadline)
      if message["id"].isNull, let method = message["method"].string {
        events.append((method, message["params"]))
      }
      if isWanted(message) { return message }
    }
  }

  private func next(before deadline: Date) throws -> ReadJSON {
    var scanned = 0
    while true {
      if let end = buffer[scanned...].firstIndex(of: 0) {
        let message = try ReadJSON(Data(buffer[..<end]))
        buffer.removeFirst(end + 1)
        return message
      }
      scanned = buffer.count
      var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      let left = Int32(max(deadline.timeIntervalSinceNow * 1000, 0))
      guard left > 0, poll(&descriptor, 1, left) != 0 else {
        throw SupportError("the browser did not answer: \(log.suffix(500))")
      }
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(output, &piece, piece.count)
      guard count > 0 || (count < 0 && errno == EINTR) else {
        throw SupportError("the browser has ended: \(log.suffix(500))")
      }
      buffer += piece.prefix(max(count, 0))
    }
  }

  private var log: String {
    String(
      decoding: FileManager.default.contents(atPath: scratch.file("log")) ?? Data(), as: UTF8.self)
  }

  // MARK: Pages

  /// Opens a file and waits until it is loaded.
  package func open(_ path: String) throws { try open(address: "file://\(path)") }

  /// The same for any address.
  package func open(address: String) throws {
    events.removeAll()
    try send("Page.navigate", ["url": address])
    if events.contains(where: { $0.method == "Page.loadEventFired" }) { return }
    try receive { $0["method"].string == "Page.loadEventFired" }
  }

  /// The value of an expression, awaited if it is a promise; its error is thrown here.
  package func value(_ expression: String) throws -> ReadJSON {
    let result = try send(
      "Runtime.evaluate",
      ["expression": expression, "awaitPromise": true, "returnByValue": true])
    if !result["exceptionDetails"].isNull {
      throw SupportError(
        "\(expression): \(result["exceptionDetails"]["exception"]["description"].string ?? "")")
    }
    return result["result"]["value"]
  }

  /// Width in CSS pixels, and whether the system is set to dark.
  package func show(width: Int, dark: Bool) throws {
    try send(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false])
    let feature = ["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]
    try send("Emulation.setEmulatedMedia", ["features": [feature]])
  }

  /// The page as a PNG image, down to its end.
  package func screenshot() throws -> Data {
    let result = try send(
      "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
    return Data(base64Encoded: result["data"].string ?? "") ?? Data()
  }

  /// The complaints about the page: errors and warnings of the browser, and uncaught ones of the page.
  package var complaints: [String] {
    events.compactMap { method, parameters in
      switch method {
      case "Log.entryAdded": parameters["entry"]["text"].string
      case "Runtime.exceptionThrown": "an exception"
      case "Runtime.consoleAPICalled": "a line on the console"
      default: nil
      }
    }
  }

  /// Addresses that were asked for.
  package var requests: [String] {
    events.filter { $0.method == "Network.requestWillBeSent" }
      .compactMap { $0.parameters["request"]["url"].string }
  }
}
