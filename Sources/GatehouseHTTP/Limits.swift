// SPDX-License-Identifier: MIT
//
// Every bound on what one connection may send or hold, in one value.
// Touches: memory only.

/// The bounds of a connection.
///
/// A message beyond one of them is refused with a `RequestError` that
/// names the bound; at exactly the bound it is accepted.
public struct Limits: Sendable {
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
    /// The time from the first byte of a head to its last, in seconds: 408 beyond.
    public var headTimeoutInSeconds = 10
    /// The time from the end of a head to the end of its body, in seconds: 408 beyond.
    public var bodyTimeoutInSeconds = 30
    /// The rate at which a body has to arrive, in bytes a second, once it has had
    /// `bodyGraceInSeconds` to get going: 408 below.
    ///
    /// Apache's default. It matters where `bodyTimeoutInSeconds` is raised above that time.
    public var minBodyBytesPerSecond = 500
    /// The time that a body has before its rate counts, in seconds.
    public var bodyGraceInSeconds = 30
    /// The number of requests on one connection; the last is answered with `Connection: close`.
    ///
    /// It lets a balancer spread long-lived clients anew. nginx allows 1,000.
    public var maxRequestCount = 100_000
    /// The time without a byte between two requests, in seconds; then the connection closes.
    public var idleTimeoutInSeconds = 60

    /// Makes the default limits.
    public init() {}
}
