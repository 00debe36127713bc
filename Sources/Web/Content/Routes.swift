/// What is answered to whom.
package struct Routes: Sendable {
  private let run: LiveRun
  private let token: AccessToken?
  private let isLoopback: Bool

  /// Without a token everybody who reaches the address may read.
  package init(_ run: LiveRun, at address: WebAddress, token: AccessToken?) {
    self.run = run
    self.token = token
    isLoopback = address.isLoopback
  }

  private static let metricsType = "text/plain; version=0.0.4; charset=utf-8"

  func answer(_ request: Result<RequestHead, RequestHead.Refusal>) -> Answer {
    switch request {
    case .success(let head): answer(head)
    case .failure(let refusal): Answer(refusal)
    }
  }

  private func answer(_ head: RequestHead) -> Answer {
    // A page of another site could give its own name this address, and read what is answered.
    if isLoopback, !head.isOfLoopback {
      return Answer(.misdirected, "this address answers under the names of loopback alone")
    }
    switch head.path {
    // Probes of an engine have no token, and learn nothing but a word.
    case "/healthz": return health
    case "/readyz": return readiness
    default: break
    }
    if let token, !token.admits(head.authorization) {
      return Answer(.unauthorized, "the token is missing or wrong")
    }
    switch head.path {
    case "/": return LivePage.answer
    case "/status.json": return Answer(.ok, type: "application/json", run.json)
    case "/metrics":
      return Answer(.ok, type: Self.metricsType, run.metrics)
    default: return Answer(.notFound, "there is /, /status.json, /metrics, /healthz and /readyz")
    }
  }

  private var health: Answer {
    guard let seconds = run.silence else { return Answer(.ok, "ok") }
    return Answer(.unavailable, "the run has not moved for \(seconds) s")
  }

  private var readiness: Answer {
    let state = run.state
    return Answer(LiveRun.admitting.contains(state) ? .ok : .unavailable, state)
  }
}
