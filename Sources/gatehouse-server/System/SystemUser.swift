// SPDX-License-Identifier: MIT
//
// Who runs the program, for the records of changes.
// Specification: getpwuid_r(3); /proc/PID/loginuid in proc(5).
// Touches: the database of users, /proc.

import GatehouseAccounts

/// The user who runs the program, as the kernel knows it.
package enum SystemUser {
    /// What the kernel reports for a process that was not started from a login session.
    private static let noLogin = UInt32.max

    /// The author of changes that a command makes.
    static var author: ChangeAuthor {
        let file = try? File.read("/proc/self/loginuid", maxBytes: 32)
        let login = file.flatMap { UInt32(String(decoding: $0.bytes, as: UTF8.self)) }
        return .system(text(user: Process.userID, login: login, name: Process.userName))
    }

    /// The name of the user, and that of the user who has logged in if it is another, as after sudo.
    ///
    /// A variable such as SUDO_USER is not believed, since everybody may set it. The number that the
    /// kernel keeps of the login can be changed by root alone.
    ///
    /// - Parameters:
    ///   - user: The number of the user.
    ///   - login: The number of the user who has logged in; nil if the kernel does not say.
    ///   - name: Returns the name of a number; nil if it has none.
    /// - Returns: The text; a number stands for itself if it has no name.
    package static func text(
        user: UInt32,
        login: UInt32?,
        name: (UInt32) -> String?
    ) -> String {
        func shown(_ number: UInt32) -> String { name(number) ?? "\(number)" }
        guard let login, login != user, login != noLogin else { return shown(user) }
        return "\(shown(user)) (login: \(shown(login)))"
    }
}
