import Bundle
import Files
import Foundation
import TestSupport
import Testing

/// Records of a run, from short to several hundred bytes, with what might confuse a reader.
private let records = (0..<9).map { number in
  Array("{\"n\":\(number),\"text\":\"\(String(repeating: "ab 01 ", count: number * 3))\"}".utf8)
}

@Suite
struct JournalTests {
  private let folder = ScratchFolder()

  private var path: String { folder.path("journal") }

  /// Writes the records, each batch made durable at once; gives the offset of each record.
  private func write(batches: [Int]) throws -> [Int] {
    var journal = try Journal(creating: path)
    var rest = records[...]
    for count in batches {
      for record in rest.prefix(count) { journal.append(record) }
      try journal.sync()
      rest = rest.dropFirst(count)
    }
    let bytes = try #require(folder.read("journal"))
    return [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  private func refusal() -> StorageError? {
    do throws(StorageError) {
      _ = try Journal.replay(path)
      return nil
    } catch {
      return error
    }
  }

  @Test
  func `a journal returns its records, oldest first`() throws {
    let offsets = try write(batches: [1, 3, 5])
    let replay = try Journal.replay(path)
    #expect(replay.records == records)
    #expect(replay.validBytes == offsets.last)
  }

  @Test
  func `a line says how much was durable when it was written`() throws {
    let offsets = try write(batches: [1, 2, 2])
    let lines = try #require(folder.text("journal")).split(separator: "\n")
    #expect(
      lines.map { $0.split(separator: " ")[1] }
        == [0, offsets[1], offsets[1], offsets[3], offsets[3]].map { "\($0)" })
    #expect(lines.allSatisfy { $0.utf8.count > 17 && $0.prefix(16).allSatisfy(\.isHexDigit) })
  }

  @Test
  func `records that gather while others are written follow them and state less as durable`()
    throws
  {
    var journal = try Journal(creating: path)
    journal.append(records[0])
    let handedOver = journal.handOver()
    let first = try #require(handedOver)
    journal.append(records[1])
    #expect(folder.read("journal") == [])
    try first.write()
    journal.append(records[2])
    journal.note(written: first)
    journal.append(records[3])
    try journal.sync()
    let rest = journal.handOver()
    #expect(rest == nil)
    let replay = try Journal.replay(path)
    #expect(replay.records == Array(records[..<4]))
    let lines = try #require(folder.text("journal")).split(separator: "\n")
    let length = lines[0].utf8.count + 1
    #expect(lines.map { $0.split(separator: " ")[1] } == ["0", "0", "0", "\(length)"])
  }

  @Test
  func `a record that was not synced is not in the file`() throws {
    var journal = try Journal(creating: path)
    journal.append(records[0])
    #expect(folder.read("journal") == [])
    try journal.sync()
    try journal.sync()
    #expect(try Journal.replay(path).records == [records[0]])
  }

  @Test(arguments: [[9], [1, 1, 1, 1, 1, 1, 1, 1, 1], [4, 5]])
  func `a file cut at any byte gives the whole records before the cut`(batches: [Int]) throws {
    let offsets = try write(batches: batches)
    let whole = try #require(folder.read("journal"))
    for length in 0...whole.count {
      folder.write("journal", Array(whole.prefix(length)))
      let replay = try Journal.replay(path)
      let kept = offsets.lastIndex { $0 <= length } ?? 0
      #expect(replay.records == Array(records.prefix(kept)))
      #expect(replay.validBytes == offsets[kept])
    }
  }

  @Test(arguments: [UInt8(0), 0xFF, 0x0A])
  func `a tail is cut off if only some of its bytes reached the disk`(filler: UInt8) throws {
    let offsets = try write(batches: [4, 5])
    let whole = try #require(folder.read("journal"))
    for lost in offsets[6]..<whole.count where whole[lost] != filler && lost % 5 == 0 {
      var torn = whole
      torn[lost] = filler
      folder.write("journal", torn)
      let replay = try Journal.replay(path)
      let kept = (offsets.lastIndex { $0 <= lost } ?? 0)
      #expect(replay.records == Array(records.prefix(kept)), "byte \(lost)")
    }
  }

  @Test
  func `any flipped bit of a record with durable ones after it is refused with its offset`() throws
  {
    let offsets = try write(batches: [1, 1, 1, 1])
    let whole = try #require(folder.read("journal"))
    for position in 0..<offsets[2] {
      var damaged = whole
      damaged[position] ^= UInt8(1 << (position % 8))
      folder.write("journal", damaged)
      let offset = position < offsets[1] ? 0 : offsets[1]
      let error = try #require(refusal(), "byte \(position)")
      #expect(error.kind == .damaged)
      #expect(
        error.description == "could not use \(path): the record at byte \(offset) is damaged though"
          + " later ones are whole; restore the file, or start again with --overwrite")
    }
  }

  @Test(arguments: [[9], [1, 1, 1, 1, 1, 1, 1, 1, 1], [4, 5]])
  func `a doubled record is refused at any place`(batches: [Int]) throws {
    let offsets = try write(batches: batches)
    let whole = try #require(folder.read("journal"))
    for number in 0..<records.count {
      let line = whole[offsets[number]..<offsets[number + 1]]
      for place in [offsets[number + 1], offsets[5], offsets[9]] where place > offsets[number] {
        var edited = whole
        edited.insert(contentsOf: line, at: place)
        folder.write("journal", edited)
        let error = try #require(refusal(), "record \(number) again at \(place)")
        #expect(error.description.contains("the record at byte \(place) is"))
      }
    }
  }

  @Test(arguments: [[9], [1, 1, 1, 1, 1, 1, 1, 1, 1]])
  func `a record that is gone from the middle or has changed places is refused`(
    batches: [Int]
  ) throws {
    let offsets = try write(batches: batches)
    let whole = try #require(folder.read("journal"))
    for number in 0..<records.count - 1 {
      var shorter = whole
      let line = whole[offsets[number]..<offsets[number + 1]]
      shorter.removeSubrange(line.indices)
      folder.write("journal", shorter)
      #expect(refusal() != nil, "without record \(number)")
      shorter.insert(contentsOf: line, at: offsets[number + 2] - line.count)
      folder.write("journal", shorter)
      #expect(refusal() != nil, "record \(number) after the next")
    }
  }

  @Test
  func `a journal that is there already is not started again`() throws {
    _ = try write(batches: [1])
    do throws(StorageError) {
      _ = try Journal(creating: path)
      Issue.record("the journal was started again")
    } catch {
      #expect(error.kind == .exists)
      #expect(error.description == "could not create \(path): File exists")
    }
    #expect(try Journal.replay(path).records == [records[0]])
  }

  @Test
  func `an empty journal has no record, a missing one is an error`() throws {
    folder.write("journal", "")
    #expect(try Journal.replay(path).records == [])
    try FileSystem.remove(path)
    #expect(refusal()?.kind == .notThere)
  }

  @Test
  func `a record of two lines stops the process`() async {
    await #expect(processExitsWith: .failure) {
      let folder = ScratchFolder()
      var journal = try Journal(creating: folder.path("journal"))
      journal.append(Array("{\n}".utf8))
    }
  }
}
