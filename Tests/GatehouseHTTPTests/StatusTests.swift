// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing

@Suite("Statuses")
struct StatusTests {
    @Test(
        "A code below 200 or above 599 is not a status",
        arguments: [Int.min, -1, 0, 100, 199, 600, Int.max]
    )
    func outside(code: Int) {
        #expect(Response.Status(code: code) == nil)
    }

    @Test("The codes 200 and 599 are statuses", arguments: [200, 599])
    func bounds(code: Int) {
        #expect(Response.Status(code: code)?.code == code)
    }

    @Test("The named statuses have their codes")
    func names() {
        let statuses: [Response.Status] = [
            .ok, .created, .noContent, .notModified, .temporaryRedirect, .badRequest,
            .unauthorized, .forbidden, .notFound, .methodNotAllowed, .requestTimeout, .conflict,
            .lengthRequired, .preconditionFailed, .contentTooLarge, .uriTooLong,
            .expectationFailed, .unprocessableContent, .tooManyRequests,
            .requestHeaderFieldsTooLarge, .internalServerError, .notImplemented,
            .serviceUnavailable, .httpVersionNotSupported,
        ]
        let codes = [
            200, 201, 204, 304, 307, 400, 401, 403, 404, 405, 408, 409, 411, 412, 413, 414, 417,
            422, 429, 431, 500, 501, 503, 505,
        ]
        #expect(statuses.map(\.code) == codes)
        #expect(statuses.allSatisfy { !$0.reasonPhrase.isEmpty })
        #expect(Response.Status.unprocessableContent.reasonPhrase == "Unprocessable Content")
    }

    @Test("The reason phrase of every status is printable ASCII or empty", arguments: 200...599)
    func reasons(code: Int) throws {
        let status = try #require(Response.Status(code: code))
        #expect(status.reasonPhrase.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    }

    @Test("Responses of status 204 and 304 end with their head, and 205 has no content either")
    func content() {
        let all = (200...599).compactMap(Response.Status.init(code:))
        #expect(all.filter(\.endsWithHead).map(\.code) == [204, 304])
        #expect(all.filter(\.forbidsContent).map(\.code) == [204, 205, 304])
    }
}
