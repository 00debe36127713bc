/// The place of a shard's row in one of the bundle's plans.
package struct PlanRow: Hashable, Sendable, Codable {
  /// The plan's number, from 1.
  package var plan: Int
  /// Bytes from the start of the plan file.
  package var offset: Int
  /// Bytes.
  package var length: Int
  /// XXH3-128 of the row's bytes: lower-case hexadecimal digits.
  package var digest: String

  package init(plan: Int = 1, offset: Int, length: Int, digest: String) {
    self.plan = plan
    self.offset = offset
    self.length = length
    self.digest = digest
  }
}
