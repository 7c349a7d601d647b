// SPDX-License-Identifier: MIT

/// The limits on what one connection may send or hold.
///
/// A message beyond one of them is refused with a `RequestError` that names the limit; exactly at
/// the limit it is accepted.
public struct HTTPLimits: Sendable {
    /// The maximum length of the request line and header fields together, in bytes; 431 beyond.
    ///
    /// Node.js allows 16 KiB; nginx allows 8 KiB per line.
    public var maxHeadBytes = 16 * 1024
    /// The maximum number of header field lines; 431 beyond.
    ///
    /// Browsers send about 20; Apache allows 100.
    public var maxFieldCount = 100
    /// The maximum length of the request target, in bytes; 414 beyond.
    ///
    /// RFC 9112 §3 asks for at least 8,000.
    public var maxTargetBytes = 8 * 1024
    /// The maximum length of a method, in bytes; 501 beyond.
    ///
    /// The longest registered method has 16.
    public var maxMethodBytes = 32
    /// The maximum length of a body, announced or chunked, in bytes; 413 beyond.
    ///
    /// This is nginx's default.
    public var maxBodyBytes = 1024 * 1024
    /// The maximum length of all chunk extensions and trailer fields of a body together, in bytes;
    /// 431 beyond.
    ///
    /// Hardly any client sends them; Node.js allows 16 KiB.
    public var maxChunkOverheadBytes = 16 * 1024
    /// The maximum time from the first byte of a head to its last; 408 beyond.
    public var headTimeout = Duration.seconds(10)
    /// The maximum time from the end of a head to the end of its body; 408 beyond.
    public var bodyTimeout = Duration.seconds(30)
    /// The minimum rate at which a body must arrive after `bodyGrace`, in bytes per second; 408
    /// below.
    ///
    /// This is Apache's default. It matters if `bodyTimeout` is raised above `bodyGrace`.
    public var minBodyBytesPerSecond = 500
    /// The time before the rate of a body counts.
    public var bodyGrace = Duration.seconds(30)
    /// The maximum number of requests on one connection; the last is answered with
    /// `Connection: close`.
    ///
    /// It lets a load balancer redistribute long-lived clients. nginx allows 1,000.
    public var maxRequestsPerConnection = 100_000
    /// The maximum time between two requests without a byte; then the connection closes.
    ///
    /// Longer than the 60 seconds after which AWS load balancers and nginx's upstream connections
    /// give up: if both sides give up at the same moment, a request is occasionally lost.
    public var idleTimeout = Duration.seconds(75)

    /// Creates the default limits.
    public init() {}
}
