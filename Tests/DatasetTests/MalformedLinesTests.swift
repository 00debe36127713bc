import Dataset
import Testing

private func lines(_ reasons: [String], keeping limit: Int = 10) -> MalformedLines {
  var lines = MalformedLines(keeping: limit)
  for (number, reason) in reasons.enumerated() {
    lines.add(MalformedLine(number: number + 1, byteOffset: 10 * number, reason: reason))
  }
  return lines
}

@Test
func `a repeated reason is given once, with its lines and their number`() {
  #expect(lines(["a"]).description == "line 1 (byte 0): a")
  #expect(lines(["a", "b"]).description == "line 1 (byte 0): a; line 2 (byte 10): b")
  #expect(
    lines(["b", "a", "b", "b"]).description
      == "lines 1, 3 and 4 (from byte 0): b; line 2 (byte 10): a")
  #expect(
    lines(["a", "a", "a", "b", "b"], keeping: 2).description
      == "lines 1, 2 and 1 more (from byte 0): a; lines 4 and 1 more (from byte 30): b")
  #expect(
    lines(["a", "b", "c", "c"], keeping: 2).description
      == "line 1 (byte 0): a; line 2 (byte 10): b; and 2 more")
}

@Test
func `all malformed lines are counted, and the first of them kept`() {
  let many = lines(Array(repeating: "a", count: 25))
  #expect(many.count == 25 && many.first.map(\.number) == Array(1...10))
  #expect(
    many.description == "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 15 more (from byte 0): a")
}
