// SPDX-License-Identifier: MIT
//
// What the kernel knows about a running program: its memory, processor time and descriptors.
// Specification: proc(5).
// Touches: /proc.

import Foundation
import Glibc

extension Child {
    /// The text of a file that the kernel keeps of the process, such as `status`.
    func proc(_ name: String) throws -> String {
        try String(contentsOfFile: "/proc/\(processID)/\(name)", encoding: .utf8)
    }

    /// The memory that it has in use, in bytes.
    func residentBytes() throws -> Int {
        let line = try proc("status").components(separatedBy: "\n").first { $0.hasPrefix("VmRSS:") }
        let kibibytes = line?.split(separator: " ").dropLast().last.flatMap { Int($0) }
        return 1024 * (kibibytes ?? 0)
    }

    /// The processor time that it has taken, over all threads.
    func processorTime() throws -> Duration {
        let stat = try proc("stat")
        // The name stands in parentheses and may hold spaces; user and system time are the fields
        // 14 and 15 of the line.
        let fields = stat.components(separatedBy: ") ").last?.split(separator: " ") ?? []
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Int($0) }.reduce(0, +)
        return .milliseconds(1000 * ticks / Int(sysconf(Int32(_SC_CLK_TCK))))
    }

    /// The number of descriptors that it has open.
    func descriptorCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/fd").count
    }
}

/// Lets this process open as many descriptors as the system allows.
///
/// - Returns: How many that is.
func raiseDescriptorLimit() -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard unsafe getrlimit(resource, &limit) == 0 else { return 0 }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(resource, &limit)
    return Int(clamping: limit.rlim_cur)
}

/// Tries a condition again and again until it holds; for what the server does without an answer.
///
/// - Returns: Whether it held within twenty seconds.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(20)
    while try !condition() {
        guard ContinuousClock.now < end else { return false }
        sched_yield()
    }
    return true
}
