// SPDX-License-Identifier: MIT
//
// `gatehouse secret`: a fresh key, alone on standard output, so that it can be redirected to a
// file.
// Touches: the kernel's random generator, standard output.

package import ArgumentParser
import GatehouseBase

package struct SecretCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Print a fresh SECRET_KEY: 256 random bits as 64 hexadecimal digits.",
        discussion: "The digits themselves are the key: 64 bytes, enough for every ALGORITHM."
    )

    package init() {}

    package func run() throws {
        guard StandardStreams.write(Array("\(Self.makeKey())\n".utf8)) else {
            StandardStreams.writeError("gatehouse secret: the key could not be written")
            throw ExitCode.failure
        }
    }

    /// Makes a key.
    package static func makeKey() -> String {
        Hexadecimal.encode(RandomBytes.system(count: 32))
    }
}
