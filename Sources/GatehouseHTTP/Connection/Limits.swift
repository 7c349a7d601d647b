// SPDX-License-Identifier: MIT
//
// Every bound on what one connection may send or hold, in one value.

/// The bounds of a connection.
///
/// A message beyond one of them is refused with a `RequestError` that
/// names the bound; at exactly the bound it is accepted.
public struct HTTPLimits: Sendable {
    /// The length of a request line and header fields together, in bytes: 431 beyond.
    ///
    /// 16 KiB is what Node.js allows; nginx allows 8 KiB a line.
    public var maxHeadBytes = 16 * 1024
    /// The number of header field lines: 431 beyond.
    ///
    /// Browsers send about 20; Apache allows 100.
    public var maxFieldCount = 100
    /// The length of the request target, in bytes: 414 beyond.
    ///
    /// RFC 9112 §3 asks for 8,000 at least.
    public var maxTargetBytes = 8 * 1024
    /// The length of a method, in bytes: 501 beyond.
    ///
    /// The longest registered one has 16.
    public var maxMethodBytes = 32
    /// The length of a body, in bytes, announced or chunked: 413 beyond.
    ///
    /// nginx's default.
    public var maxBodyBytes = 1024 * 1024
    /// The length of all chunk extensions and trailer fields of a body together, in bytes: 431
    /// beyond.
    ///
    /// Hardly any client sends one; 16 KiB is what Node.js allows.
    public var maxChunkOverheadBytes = 16 * 1024
    /// The time from the first byte of a head to its last: 408 beyond.
    public var headTimeout = Duration.seconds(10)
    /// The time from the end of a head to the end of its body: 408 beyond.
    public var bodyTimeout = Duration.seconds(30)
    /// The rate at which a body has to arrive, in bytes a second, once it has had `bodyGrace` to get
    /// going: 408 below.
    ///
    /// Apache's default. It matters where `bodyTimeout` is raised above `bodyGrace`.
    public var minBodyBytesPerSecond = 500
    /// The time that a body has before its rate counts.
    public var bodyGrace = Duration.seconds(30)
    /// The number of requests on one connection; the last is answered with `Connection: close`.
    ///
    /// It lets a balancer spread long-lived clients anew. nginx allows 1,000.
    public var maxRequestsPerConnection = 100_000
    /// The time without a byte between two requests; then the connection closes.
    ///
    /// Longer than the 60 seconds after which AWS's balancer and nginx's upstream connections give
    /// up: where both sides give up at the same moment, a request is lost now and then.
    public var idleTimeout = Duration.seconds(75)

    /// Makes the default limits.
    public init() {}
}
