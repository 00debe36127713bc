import Dataset
import Testing

struct ColumnTypeTests {
  private static let all: [ColumnType] = [.null, .boolean, .integer, .number, .string]

  @Test func `types join to the narrowest that holds both, whichever comes first`() {
    for type in Self.all {
      #expect(type.joined(with: type) == type)
      #expect(ColumnType.null.joined(with: type) == type)
      #expect(type.joined(with: .string) == .string)
      for other in Self.all { #expect(type.joined(with: other) == other.joined(with: type)) }
    }
    #expect(ColumnType.integer.joined(with: .number) == .number)
    #expect(ColumnType.boolean.joined(with: .integer) == .string)
    #expect(ColumnType.boolean.joined(with: .number) == .string)
  }
}
