/// The status of an answer.
enum AnswerStatus: Int {
  case ok = 200
  case badRequest = 400
  case unauthorized = 401
  case notFound = 404
  case methodNotAllowed = 405
  case requestTimeout = 408
  case contentTooLarge = 413
  case misdirected = 421
  case headTooLarge = 431
  case unavailable = 503

  var words: String {
    switch self {
    case .ok: "OK"
    case .badRequest: "Bad Request"
    case .unauthorized: "Unauthorized"
    case .notFound: "Not Found"
    case .methodNotAllowed: "Method Not Allowed"
    case .requestTimeout: "Request Timeout"
    case .contentTooLarge: "Content Too Large"
    case .misdirected: "Misdirected Request"
    case .headTooLarge: "Request Header Fields Too Large"
    case .unavailable: "Service Unavailable"
    }
  }
}

/// An answer, after which the connection ends.
struct Answer: Hashable {
  var status: AnswerStatus
  var type: String
  var body: [UInt8]
  /// Of a page; everything else may do nothing in a browser.
  var policy = "default-src 'none'; frame-ancestors 'none'"

  /// One line of words.
  init(_ status: AnswerStatus, _ words: String) {
    self.init(status, type: "text/plain; charset=utf-8", Array("\(words)\n".utf8))
  }

  init(_ status: AnswerStatus, type: String, _ body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }

  init(_ refusal: RequestHead.Refusal) { self.init(refusal.status, refusal.words) }

  /// Everything before the body, with the empty line.
  var head: [UInt8] {
    var fields = [
      "HTTP/1.1 \(status.rawValue) \(status.words)", "Content-Type: \(type)",
      "Content-Length: \(body.count)", "Connection: close", "Cache-Control: no-store",
      "Content-Security-Policy: \(policy)", "X-Content-Type-Options: nosniff",
      "X-Frame-Options: DENY", "Referrer-Policy: no-referrer",
      "Cross-Origin-Resource-Policy: same-origin", "Cross-Origin-Opener-Policy: same-origin",
    ]
    if status == .methodNotAllowed { fields.append("Allow: GET, HEAD") }
    if status == .unauthorized {
      fields.append("WWW-Authenticate: Basic realm=\"clipmill\", charset=\"UTF-8\"")
    }
    return Array((fields.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }
}
