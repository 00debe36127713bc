import Dataset

/// The progress of work, for the lines that are drawn meanwhile.
package struct LivePicture: Hashable, Sendable {
  /// A part of the work, which has its own bar.
  package struct Phase: Hashable, Sendable {
    /// The state of a phase.
    package enum State: Hashable, Sendable {
      case waiting
      /// Nil if the total is not known.
      case running(done: Int, total: Int?)
      case done(seconds: Int)
    }

    package var name: String
    package var state: State

    /// A phase with this `name`.
    package init(name: String, state: State) {
      self.name = name
      self.state = state
    }
  }

  /// Words with a name before them: `clips  1,234 (train 1,100, val 134)`.
  package struct Counter: Hashable, Sendable {
    package var name: String
    package var words: String
    package var tint: Style.Tint?
    /// The words for a plain line.
    package var plain: String

    /// A name and words with a count; `plain` if a plain line says it without the name.
    package init(
      _ name: String, _ words: String, _ tint: Style.Tint? = nil, plain: String? = nil
    ) {
      self.name = name
      self.words = words
      self.tint = tint
      self.plain = plain ?? "\(name) \(words)"
    }
  }

  package var head: HeadLine
  package var phases: [Phase]
  package var counters: [Counter]

  /// The parts that are drawn below each other.
  package init(head: HeadLine, phases: [Phase], counters: [Counter]) {
    self.head = head
    self.phases = phases
    self.counters = counters
  }

  /// Columns of names, and of the words behind a bar.
  private static let (nameColumns, tailColumns) = (11, 8)
  /// Columns of a bar: at least, at most, and at most on a wide screen.
  ///
  /// A bar of at most this length is not wrapped when a terminal gets as narrow as 40 columns.
  private static let (leastBar, mostBar, wideBar) = (10, 20, 40)
  private static let wide = 100

  private static func mostBar(_ width: Int) -> Int { width < wide ? mostBar : wideBar }

  /// The lines, none wider than `style.columns`; the caller keeps the last column of a terminal free.
  package func lines(_ style: Style) -> [String] {
    let width = style.columns
    return [first(width, style)] + (phases.count > 1 ? phases.map { line($0, width, style) } : [])
      + counters.flatMap { lines($0, width, style) }
  }

  /// One line, for logs and pipes.
  package var plain: String {
    let current = phases.first { if case .running = $0.state { true } else { false } }
    return
      ([(current.map { "\($0.name): " } ?? "") + head.text(within: Style.endless)]
      + counters.map(\.plain))
      .joined(separator: "; ")
  }

  // MARK: Lines

  /// The head, and behind it the bar if there is only one phase.
  private func first(_ width: Int, _ style: Style) -> String {
    let words = head.text(within: width)
    let room = width - words.columns - 2
    guard phases.count == 1, let phase = phases.first, room >= Self.leastBar,
      case .running(let done, let total) = phase.state
    else { return style.bold(words) }
    let bar = Bar.text(done, of: total, columns: min(room, Self.mostBar(width)), style.glyphs)
    return style.bold(words) + "  " + style.set(bar, .good)
  }

  private func line(_ phase: Phase, _ width: Int, _ style: Style) -> String {
    let room = max(
      min(width - Self.nameColumns - Self.tailColumns, Self.mostBar(width)), 0)
    let name = phase.name.cut(to: Self.nameColumns - 1)
    let pad = String(repeating: " ", count: Self.nameColumns - name.columns)
    func bar(_ done: Int, _ total: Int?) -> String {
      Bar.text(done, of: total, columns: room, style.glyphs)
    }
    switch phase.state {
    case .waiting: return style.set("\(name)\(pad)\(bar(0, nil))", .faint)
    case .running(let done, let total):
      let share = Bar.percent(done, of: total).map { " \($0)%" } ?? ""
      return name + pad + style.set(bar(done, total), .good) + share
    case .done(let seconds):
      return name + pad + style.set(bar(1, 1), .good) + " \(HeadLine.brief(seconds))"
    }
  }

  private func lines(_ counter: Counter, _ width: Int, _ style: Style) -> [String] {
    let room = max(width - Self.nameColumns, 8)
    return counter.words.visible.wrapped(to: room).enumerated().map { number, part in
      let name = number == 0 ? counter.name.cut(to: Self.nameColumns - 1) : ""
      let pad = String(repeating: " ", count: Self.nameColumns - name.columns)
      return name + pad + style.set(part, counter.tint)
    }
  }
}
