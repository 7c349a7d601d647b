// SPDX-License-Identifier: MIT
//
// What the executable asks of its own process: environment, limits, dumps, exit.
// Touches: the process. Unsafe: C strings and structures.

import CLinux
import Glibc

package enum Process {
    /// Returns the values of the named environment variables that are set.
    ///
    /// Bytes that are not UTF-8 become U+FFFD, which `Settings` refuses.
    ///
    /// - Parameters:
    ///   - names: The variables to look up.
    ///   - secrets: Those of them that are removed from the environment and overwritten, so that
    ///     neither /proc nor a child process shows them.
    /// - Returns: The values of those that are set.
    package static func takeEnvironment(
        _ names: [String],
        secrets: Set<String>
    ) -> [String: String] {
        var values: [String: String] = [:]
        for name in names {
            guard let value = unsafe getenv(name) else { continue }
            values[name] = unsafe String(cString: value)
            guard secrets.contains(name) else { continue }
            unsafe explicit_bzero(value, strlen(value))
            unsafe unsetenv(name)
        }
        return values
    }

    /// The number of the user who runs the process.
    static var userID: UInt32 { getuid() }

    /// Returns the name of a user by the number; nil if there is none.
    static func userName(_ number: UInt32) -> String? {
        var entry = unsafe passwd()
        var found = unsafe UnsafeMutablePointer<passwd>?.none
        // Names are short, but those of a directory service may come with long texts beside them.
        var buffer = [CChar](repeating: 0, count: 64 * 1024)
        return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let status = unsafe getpwuid_r(
                number,
                &entry,
                start,
                buffer.count,
                &found
            )
            guard status == 0, let name = unsafe found?.pointee.pw_name else { return nil }
            let text = unsafe String(cString: name)
            return text.isEmpty ? nil : text
        }
    }

    /// Lets the process open as many descriptors as the system allows.
    ///
    /// - Returns: How many that is; nil if the system does not say.
    static func raiseDescriptorLimit() -> UInt? {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return nil }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(resource, &limit)
        return limit.rlim_max
    }

    /// Makes a write beyond the limit on the size of files (`ulimit -f`) an error like any other; it
    /// would end the process otherwise.
    static func reportFileSizeLimits() {
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Keeps the memory of the process, which contains keys and passwords, out of core dumps and
    /// out of reach of other processes of the same user (CWE-528).
    ///
    /// The limit alone would not suffice: it does not apply if the kernel pipes dumps into a
    /// program.
    static func forbidDumps() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        _ = clinux_forbid_dumps()
    }

    /// Lets the calling thread sleep.
    static func pause(milliseconds: Int32) {
        _ = poll(nil, 0, milliseconds)
    }

    /// Lets the calling thread sleep for a time, to the millisecond.
    static func pause(for duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        pause(milliseconds: Int32(clamping: min(seconds, 1_000_000) * 1000 + milliseconds))
    }

    /// Ends the process at once, without any cleanup.
    static func exitAtOnce(_ status: Int32) -> Never {
        _exit(status)
    }
}
