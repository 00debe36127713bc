import Glibc

/// Tries again until there is an answer; nil if there is none within a limit that only a failure reaches.
///
/// For events that no descriptor reports.
package func eventually<Answer>(
  within limit: Duration = .seconds(60), _ ask: () throws -> Answer?
) rethrows -> Answer? {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if let answer = try ask() { return answer }
    poll(nil, 0, 20)
  }
  return nil
}
