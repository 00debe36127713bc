package import Dataset

/// The right to render one shard once: no two grants of a bundle's life carry the same lease.
///
/// Attempt numbers count from 1 within an epoch and are never used again; the epoch only rises.
package struct Lease: Hashable, Sendable, Codable, CustomStringConvertible {
  package let shard: ShardIndex
  package let epoch: Epoch
  package let attempt: Int

  package init(shard: ShardIndex, epoch: Epoch, attempt: Int) {
    self.shard = shard
    self.epoch = epoch
    self.attempt = attempt
  }

  /// Fit for a file name: `17.3.1` is shard 17, epoch 3, attempt 1.
  package var name: String { "\(shard.number).\(epoch.number).\(attempt)" }

  package var description: String { "\(shard), \(epoch), attempt \(attempt)" }
}

/// Names one life of a worker process: 64 random bits as 16 hexadecimal digits.
///
/// A worker that replaces its socket keeps it; a worker that is started again draws a new one.
package struct Incarnation: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
  package let bits: UInt64

  package init(_ bits: UInt64) { self.bits = bits }

  /// Takes 16 lower-case hexadecimal digits; nil for anything else.
  package init?(hex: String) {
    guard hex.isHexadecimal(digits: 16), let bits = UInt64(hex, radix: 16) else { return nil }
    self.bits = bits
  }

  package init?(rawValue: String) { self.init(hex: rawValue) }

  package var hex: String { bits.hexadecimal }
  package var rawValue: String { hex }
  package var description: String { hex }
}

/// The driver's own number for a peer it can send to; a new connection is a new number.
package struct Connection: Hashable, Sendable, CustomStringConvertible {
  package let number: Int

  package init(_ number: Int) { self.number = number }

  package var description: String { "connection \(number)" }
}
