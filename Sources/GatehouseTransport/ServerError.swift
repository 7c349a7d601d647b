// SPDX-License-Identifier: MIT

/// The reason why a server or a pool of threads could not be started.
public enum ServerError: Error, Hashable, Sendable {
    /// Another socket is listening on the address and port.
    case addressInUse(String)
    /// The port is reserved for more privileged users.
    case permissionDenied(String)
    /// No interface of this machine has the address.
    case addressNotAvailable(String)
    /// The host's name has no address; the reason is the resolver's.
    case hostNotResolvable(String, reason: String)
    /// The system refused something else that a server needs; the reason is the system's.
    case system(call: String, reason: String)
}

extension ServerError: CustomStringConvertible {
    /// What is wrong, in one line.
    public var description: String {
        switch self {
        case .addressInUse(let address): "cannot listen on \(address): the port is in use"
        case .permissionDenied(let address): "cannot listen on \(address): permission denied"
        case .addressNotAvailable(let address):
            "cannot listen on \(address): no interface has this address"
        case .hostNotResolvable(let host, let reason): "cannot resolve host \(host): \(reason)"
        case .system(let call, let reason): "\(call) failed: \(reason)"
        }
    }
}

extension ServerError {
    /// Makes a system call, and names it in the error.
    static func naming<Value: ~Copyable>(
        _ call: String,
        _ body: () throws(SystemError) -> Value
    ) throws(ServerError) -> Value {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .system(call: call, reason: error.text)
        }
    }
}
