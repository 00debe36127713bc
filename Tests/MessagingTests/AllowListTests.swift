import Testing

@testable import Messaging

struct AllowListTests {
  @Test
  func `a file of workers and readers is read, without comments and empty lines`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let (first, second) = (try freshKey(), try freshKey())
    let file = try scratch.write(
      "list", "# who may come\n\nworker node-1 \(first)\r\nreader  status\t\(second)\n", mode: 0o644
    )
    let list = try AllowList(file: file)
    #expect(list.count == 2)
    #expect(list[first]?.description == "worker:node-1")
    #expect(list[second]?.description == "reader:status")
    #expect(list[try freshKey()] == nil)
  }

  @Test(arguments: [
    ("driver node-1 KEY", "3 words: it must read \"worker NAME KEY\" or \"reader NAME KEY\""),
    ("worker node-1", "2 words: it must read \"worker NAME KEY\" or \"reader NAME KEY\""),
    ("worker a/b KEY", "\"a/b\": a name is 1 to 64 letters, digits, dots, dashes or underscores"),
    ("worker node-1 nokey", "public key: it is not 40 characters of Z85"),
    ("worker taken KEY", "worker:taken: it is listed twice; every key needs a name of its own"),
    ("reader other TAKEN", "reader:other: its key is already that of worker:taken"),
  ])
  func `a wrong line is refused with its number`(line: String, reason: String) throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let taken = try freshKey()
    let wrong = replacing(line, "TAKEN", "\(taken)")
    let text = "worker taken \(taken)\n" + replacing(wrong, " KEY", " \(try freshKey())")
    let file = try scratch.write("list", text)
    let error = #expect(throws: MessagingError.self) { try AllowList(file: file) }
    #expect(error?.kind == .allowList)
    #expect(error?.description == "could not read allow-list \(file), line 2: \(reason)")
  }

  @Test
  func `a user id reads back as its peer, and other texts do not`() throws {
    let peer = try AllowList.Peer(role: .reader, name: "node_7.a")
    #expect(AllowList.Peer(userID: peer.description) == peer)
    for text in ["", "worker", "worker:", "driver:x", "worker:a b", "worker:a:b"] {
      #expect(AllowList.Peer(userID: text) == nil)
    }
  }

  private func freshKey() throws -> CurvePublicKey { try CurveKeyPair.generate().publicKey }

  /// Replaces a word at the end of a line.
  private func replacing(_ line: String, _ word: String, _ value: String) -> String {
    line.hasSuffix(word) ? String(line.dropLast(word.count)) + value : line
  }
}
