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

    /// Returns what is probably not intended about a file: that others may read it, or that it is on
    /// another machine.
    static func warnings(about path: String) -> [String] {
        var warnings: [String] = []
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
            warnings.append("others may read the database: chmod 600 \(path)")
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
