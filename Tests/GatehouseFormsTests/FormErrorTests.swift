// SPDX-License-Identifier: MIT

import GatehouseForms
import Testing

@Suite("Form errors")
struct FormErrorTests {
    @Test(
        "The detail of a form error names the limit or the fault",
        arguments: [
            (
                FormError.tooManyFields(limit: 1000),
                "Too many fields. Maximum number of fields is 1000."
            ),
            (.fieldTooLarge(limitInBytes: 1_048_576), "Field exceeded maximum size of 1024KB."),
            (.missingBoundary, "Missing boundary in multipart."),
            (.malformedMultipart, "Invalid multipart data."),
            (
                .missingPartName,
                "The Content-Disposition header field \"name\" must be provided."
            ),
        ]
    )
    func detail(error: FormError, detail: String) {
        #expect(error.detail == detail)
    }
}
