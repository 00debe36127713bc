/// One thing that runs depend on: what was found, and what to do about it.
package struct DoctorCheck: Hashable, Sendable, Encodable {
  /// What a finding means for a run.
  package enum Verdict: String, Hashable, Sendable, Encodable {
    case ok
    /// Runs work, but not as well as they could, or not all of them.
    case warning
    /// Runs fail.
    case problem
    /// It could not be made; `found` says why.
    case unknown = "not checked"
  }

  package let group: DoctorGroup
  package let name: String
  package let verdict: Verdict
  package let found: String
  /// What to do about a warning or a problem; nil for the other verdicts.
  package let remedy: String?

  private init(
    _ group: DoctorGroup, _ name: String, _ verdict: Verdict, _ found: String, _ remedy: String?
  ) {
    self.group = group
    self.name = name
    self.verdict = verdict
    self.found = found
    self.remedy = remedy
  }

  static func ok(_ group: DoctorGroup, _ name: String, _ found: String) -> Self {
    Self(group, name, .ok, found, nil)
  }

  static func warning(
    _ group: DoctorGroup, _ name: String, _ found: String, remedy: String
  ) -> Self {
    Self(group, name, .warning, found, remedy)
  }

  static func problem(
    _ group: DoctorGroup, _ name: String, _ found: String, remedy: String
  ) -> Self {
    Self(group, name, .problem, found, remedy)
  }

  static func unknown(_ group: DoctorGroup, _ name: String, because reason: String) -> Self {
    Self(group, name, .unknown, reason, nil)
  }

  /// True for a warning and for a problem.
  package var isFinding: Bool { verdict == .warning || verdict == .problem }
}

/// The checks of one kind, in the order in which they are made.
package enum DoctorGroup: String, CaseIterable, Hashable, Sendable, Encodable {
  case libraries
  case limits
  case storage
  case clocks
  case keys
  case run
}
