import Dataset
import JSON
import Scheduling

/// Messages written and read without a parser, so that the peers of a measurement cost little.
enum MessageText {
  static func heartbeat(_ number: Int, _ incarnation: Incarnation) -> [UInt8] {
    let heartbeat = Heartbeat(number: number, freeSlots: 1, leases: [])
    return JSONFile.encode(FromWorker(incarnation: incarnation, message: .heartbeat(heartbeat)))
  }

  /// A worker's result of one event without a clip.
  static func done(_ lease: Lease, _ incarnation: Incarnation) -> [UInt8] {
    let shard = lease.shard.number
    let path = "\(shard / 1000)/\(lease.name).\(incarnation.hex).jsonl"
    let text = """
      {"inc":"\(incarnation.hex)","msg":{"done":{"counts":{"caseTwins":0,"duplicates":0,"invalidValues":0,"skipped":{},\
      "slicedEvents":1,"sources":[],"totalEvents":1,"trainClips":1,"trainFrames":12349,\
      "valClips":0,"valFrames":0},\
      "lease":{"attempt":\(lease.attempt),"epoch":\(lease.epoch.number),"shard":\(shard)},\
      "report":{"path":"\(path)","sha256":"\(noDigest)","size":440},"skipped":0}},"v":1}
      """
    return Array(text.utf8)
  }

  private static let noDigest = String(repeating: "0", count: 64)

  /// The lease that a grant or an acknowledgement names.
  static func lease(in bytes: [UInt8]) -> Lease? {
    guard let attempt = bytes.number(after: "\"attempt\":"),
      let epoch = bytes.number(after: "\"epoch\":"), let shard = bytes.number(after: "\"shard\":")
    else { return nil }
    return Lease(shard: ShardIndex(shard), epoch: Epoch(epoch), attempt: attempt)
  }
}

extension [UInt8] {
  func contains(text: StaticString) -> Bool { end(of: text) != nil }

  fileprivate func number(after text: StaticString) -> Int? {
    guard let end = end(of: text) else { return nil }
    var value = 0
    for byte in self[end...] {
      guard (0x30...0x39).contains(byte) else { break }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  /// The place where the bytes after the first occurrence begin.
  private func end(of text: StaticString) -> Int? {
    text.withUTF8Buffer { word in
      withUnsafeBufferPointer { bytes in
        guard let first = word.first, bytes.count >= word.count else { return nil }
        for start in 0...(bytes.count - word.count) where bytes[start] == first {
          if word.indices.allSatisfy({ bytes[start + $0] == word[$0] }) {
            return start + word.count
          }
        }
        return nil
      }
    }
  }
}
