// SPDX-License-Identifier: MIT
//
// Specification: open(2), stat(2), statfs(2).
// Touches: the file system. Unsafe: C structures.

import CLinux
import GatehouseAccounts
import Glibc

/// The file that holds a database, as the file system sees it.
@safe
enum DatabaseFile {
    /// What makes a file this one and no other.
    struct Identity: Equatable, Sendable {
        let device: UInt
        let number: UInt
    }

    /// Returns what identifies the file at a path; nil if there is none.
    static func identity(of path: String) -> Identity? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt(status.st_dev), number: UInt(status.st_ino))
    }

    /// Creates an empty file that only its owner may read or write, if there is none.
    ///
    /// SQLite gives its companions, `-wal` and `-shm`, the mode of the file itself.
    static func createIfMissing(_ path: String) throws(AccountStoreError) {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            close(descriptor)
            return
        }
        switch errno {
        case EEXIST: return
        case ENOENT, ENOTDIR: throw .unavailable("the folder of \(path) does not exist")
        case EACCES, EPERM: throw .unavailable("\(path) may not be created here")
        case EROFS: throw .unavailable("the file system of \(path) is read-only")
        case ENOSPC, EDQUOT: throw .unavailable("the disk of \(path) is full")
        default: throw .unavailable("\(path) cannot be created")
        }
    }

    /// Refuses an empty file that has companions: it was a database, and was cut off or taken away.
    ///
    /// SQLite would take it for a new one, in which nobody has an account, and delete the `-wal`, which
    /// may be the last that is left of the old one.
    static func check(
        _ path: String,
        isEmptyAllowed: Bool
    ) throws(AccountStoreError) {
        // The companions come first: another process may be about to make the database.
        let hasCompanions = ["-wal", "-shm"].contains { suffix in size(of: path + suffix) ?? 0 > 0 }
        guard size(of: path) ?? 0 == 0, hasCompanions || !isEmptyAllowed else { return }
        throw .unavailable("the file is empty, but was a database: restore a backup of it")
    }

    /// Returns what the file system has against opening a file, if that is the reason.
    static func obstacle(to path: String) -> AccountStoreError? {
        if unsafe access(path, R_OK) != 0, errno == EACCES {
            return .unavailable("the file may not be read")
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        if unsafe access(folder, W_OK) != 0 {
            return .unavailable(
                "its folder is read-only, where SQLite has to create the files -wal and -shm"
            )
        }
        return nil
    }

    private static func size(of path: String) -> Int? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Int(status.st_size)
    }

    /// Returns what is probably not intended about a file: that others may read it, that it is
    /// read-only, or that it is on another machine.
    static func warnings(about path: String) -> [String] {
        var warnings: [String] = []
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
            warnings.append("others may read the database: chmod 600 \(path)")
        }
        if unsafe access(path, W_OK) != 0 {
            warnings.append("the database is read-only: accounts can be read, but not changed")
        }
        if unsafe networkSystems.contains(clinux_file_system(path)) {
            warnings.append(
                "\(path) is on a network file system, where SQLite's locks are not reliable"
            )
        }
        return warnings
    }

    /// NFS, SMB, CIFS, SMB2, AFS, Ceph, 9P, Coda, NCP, FUSE: the magic numbers of statfs(2).
    private static let networkSystems: Set<UInt32> = [
        0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x00C3_6400, 0x0102_1997,
        0x7375_7245, 0x564C, 0x6573_5546,
    ]
}
