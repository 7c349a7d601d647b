// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing

@Suite("Request errors")
struct RequestErrorTests {
    private static let all: [(RequestError, Int)] = [
        (.malformedRequestLine, 400), (.methodTooLong(limit: 32), 501), (.malformedTarget, 400),
        (.targetTooLong(limit: 8192), 414), (.unsupportedVersion, 505), (.malformedLineEnd, 400),
        (.controlCharacter, 400), (.foldedField, 400), (.malformedField, 400),
        (.tooManyFields(limit: 100), 431), (.headTooLarge(limit: 16_384), 431),
        (.missingHost, 400), (.malformedHost, 400), (.malformedContentLength, 400),
        (.conflictingFraming, 400), (.malformedTransferEncoding, 400),
        (.unsupportedTransferCoding, 501), (.malformedChunk, 400),
        (.chunkOverheadTooLarge(limit: 16_384), 431), (.bodyTooLarge(limit: 1_048_576), 413),
        (.unsupportedExpectation, 417), (.headTimeout(seconds: 10), 408),
        (.bodyTimeout(seconds: 30), 408), (.bodyTooSlow(bytesPerSecond: 500), 408),
    ]

    @Test("Each request error has its status", arguments: all)
    func status(error: RequestError, code: Int) {
        #expect(error.status.code == code)
    }

    @Test(
        "The detail of a request error ends in a full stop and needs no escape in JSON",
        arguments: all
    )
    func detail(error: RequestError, code: Int) {
        let isPlain = error.detail.utf8.allSatisfy {
            $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        #expect(isPlain)
        #expect(error.detail.hasSuffix("."))
    }

    @Test("The detail of a request error names the limit")
    func limits() {
        #expect(RequestError.bodyTooLarge(limit: 4711).detail.contains(" 4711 bytes"))
        #expect(RequestError.headTimeout(seconds: 12).detail.contains(" 12 seconds"))
    }

    @Test("No two request errors share a detail")
    func distinct() {
        #expect(Set(Self.all.map(\.0.detail)).count == Self.all.count)
    }
}
