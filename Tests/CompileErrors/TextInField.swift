// SPDX-License-Identifier: MIT
//
// Text from a client does not get into a header field unchecked, where it could end the head.
// Expected: cannot convert value of type 'String' to expected argument type 'FieldValue'

import Gatehouse

func textInField(place: String) -> Response? {
    #if WRONG
    Response.redirect(to: place)
    #else
    FieldValue(place).map(Response.redirect)
    #endif
}
