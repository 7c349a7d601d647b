// SPDX-License-Identifier: MIT
//
// `gatehouse secret`: a fresh key, alone on standard output, so that it can be put into a file.
// Touches: randomness, standard output.

package import ArgumentParser

package struct Secret: ParsableCommand {
    package static let configuration = CommandConfiguration(
        abstract: "Print a fresh SECRET_KEY: 256 random bits as 64 hexadecimal digits."
    )

    package init() {}

    package func run() throws {
        guard let key = Self.makeKey(), System.write(Array("\(key)\n".utf8), to: 1) else {
            System.write(Array("gatehouse secret: no key could be made or written\n".utf8), to: 2)
            throw ExitCode.failure
        }
    }

    /// Makes a key, or nil when the kernel has no random bytes.
    package static func makeKey() -> String? {
        System.randomBytes(32).map(hexadecimal)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { byte in [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
