/// Every setting of a socket, with the reason for its value.
///
/// Durations are whole milliseconds.
///
/// Settings that are the same for all sockets are not here: LINGER 0 (closing never waits; the caller drains first),
/// IPV6 0 (a dual stack would widen a loopback bind), and sends that never block.
package struct SocketOptions: Equatable, Sendable {
  /// Messages queued towards one peer before a send answers `again`.
  package var sendQueueLimit = 64
  /// Messages queued from one peer before its connection is no longer read.
  package var receiveQueueLimit = 64
  /// Bytes of one payload, in both directions.
  ///
  /// A peer that sends a larger frame is disconnected; with the queue limits this bounds memory per peer.
  package var messageBytesMaximum = 65_536
  /// The time after which a peer with an unfinished handshake is dropped.
  ///
  /// Longer than the handshakes of 10,000 workers that reconnect at once (25 s measured); otherwise none of them
  /// would ever be admitted.
  package var handshakeLimit = Duration.seconds(30)
  /// The interval at which the connection is probed.
  ///
  /// Proves that the connection is alive, not the peer's program.
  package var heartbeatInterval = Duration.seconds(5)
  /// Silence after a probe that counts as a lost connection.
  package var heartbeatTimeout = Duration.seconds(15)
  /// The time for which the peer may wait for the next probe; nil leaves it to the peer.
  ///
  /// Must stay below 65.5 s: the field overflows on the peer's side, which would disconnect at every probe.
  package var heartbeatTimeToLive: Duration?
  /// Connections that the kernel queues before they are accepted (it caps this at `net.core.somaxconn`).
  package var backlog = 4096
  /// TCP keepalive: first probe after this much silence; a second safeguard behind heartbeats.
  package var keepAliveIdle = Duration.seconds(60)
  /// TCP keepalive: time between probes.
  package var keepAliveInterval = Duration.seconds(15)
  /// TCP keepalive: unanswered probes until the connection is given up.
  package var keepAliveProbes = 4
  /// First wait before connecting again; also the width of the random spread between peers.
  package var reconnectInterval = Duration.seconds(2)
  /// The wait doubles up to this.
  package var reconnectIntervalMaximum = Duration.seconds(30)
  /// The time for one attempt to connect; the system's own default is about two minutes.
  package var connectLimit = Duration.seconds(5)

  private init() {}

  /// For the coordinator's ROUTER.
  package static let router = Self()

  /// For a worker's DEALER.
  ///
  /// Local sockets come back sooner: there are not many peers to spread out.
  package static func dealer(for endpoint: Endpoint) -> Self {
    var options = Self()
    options.sendQueueLimit = 16
    options.heartbeatTimeToLive = .seconds(20)
    if endpoint.isLocalSocket {
      options.reconnectInterval = .milliseconds(100)
      options.reconnectIntervalMaximum = .seconds(1)
    }
    return options
  }

  /// The limit for libzmq: encrypted frames are 33 bytes longer than their payload.
  var frameBytesMaximum: Int { messageBytesMaximum + 64 }

  func check() {
    precondition(sendQueueLimit > 0 && receiveQueueLimit > 0, "a queue needs a limit above zero")
    precondition(messageBytesMaximum > 0, "a message needs a size limit above zero")
    if let heartbeatTimeToLive {
      precondition(heartbeatTimeToLive < .milliseconds(65_500), "heartbeat TTL overflows at 65.5 s")
    }
  }
}
