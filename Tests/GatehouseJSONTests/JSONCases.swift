// SPDX-License-Identifier: MIT
//
// JSON texts and what the strict reader makes of them, each with the reason. In these texts
// «C3A9» stands for the bytes C3 A9, so that text that is not UTF-8 can be written down.
// Specification: RFC 8259.

import GatehouseJSON
import Testing

/// A text and the error that it leads to; nil where it has to be accepted.
struct JSONCase: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let error: JSONError?
    let why: String

    var testDescription: String { why }

    static func accept(_ text: String, _ why: String) -> JSONCase {
        JSONCase(bytes: rawBytes(text), error: nil, why: why)
    }

    static func refuse(_ text: String, _ error: JSONError, _ why: String) -> JSONCase {
        JSONCase(bytes: rawBytes(text), error: error, why: why)
    }
}

/// The UTF-8 of a text, in which «…» holds bytes in hexadecimal.
func rawBytes(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    let pieces = text.split(separator: "«", omittingEmptySubsequences: false)
    for (index, piece) in pieces.enumerated() {
        let halves = piece.split(separator: "»", maxSplits: 1, omittingEmptySubsequences: false)
        if index > 0, let hex = halves.first {
            var digits = hex[...]
            while !digits.isEmpty {
                bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
                digits = digits.dropFirst(2)
            }
        }
        if let plain = halves.last, index == 0 || halves.count == 2 {
            bytes.append(contentsOf: plain.utf8)
        }
    }
    return bytes
}

// MARK: - Accepted

let acceptedStructures: [JSONCase] = [
    .accept("[]", "an empty array"),
    .accept("{}", "an empty object"),
    .accept("[[]  ]", "white space before a closer"),
    .accept(" [1]", "white space before the value"),
    .accept("[2] ", "white space after the value"),
    .accept("[1\n,2\r\n,\t3]\n", "every kind of white space, on every side of a comma"),
    .accept("[null, 1, \"1\", {}, [], true, false]", "an array of every type"),
    .accept("[1,null,null,null,2]", "several nulls"),
    .accept(#"[""]"#, "an empty string in an array"),
    .accept("false", "false alone"),
    .accept("true", "true alone"),
    .accept("null", "null alone"),
    .accept("42", "a number alone"),
    .accept("-0.1", "a negative fraction alone"),
    .accept(#""asd""#, "a string alone"),
    .accept(#""""#, "an empty string alone"),
    .accept(#"{"asd":"sdf","dfg":"fgh"}"#, "two members"),
    .accept(#"{"":0}"#, "an empty name"),
    .accept(#"{"foo\u0000bar":42}"#, "an escaped NUL in a name"),
    .accept("{\n\"a\" : \"b\"\n}", "white space on every side of a colon"),
    .accept(#"{"min":-1.0e+28,"max":1.0e+28}"#, "large exponents"),
    .accept(#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#, "one name in several objects"),
    .accept(#"{"a":1,"A":2,"a ":3,"":4}"#, "names that are almost alike"),
    .accept(#"{"«C3A9»":1,"e«CC81»":2}"#, "names that only Unicode holds to be equal"),
    .accept(#"{"K":1,"«E284AA»":2}"#, "the KELVIN SIGN, which is another name than K"),
    .accept(nested("[", "]", 64), "arrays as deep as the limit"),
    .accept(nested(#"{"a":"#, "}", 64, around: "1"), "objects as deep as the limit"),
    .accept("[" + repeated("[],", 200) + "[]]", "depth is not the number of arrays"),
]

let acceptedNumbers: [JSONCase] = [
    .accept("[123e65]", "an exponent without a sign"),
    .accept("[0e+1]", "zero with a signed exponent"),
    .accept("[0e1]", "zero with an exponent"),
    .accept("[ 4]", "white space before a number"),
    .accept("[-0]", "minus zero"),
    .accept("[-1]", "minus one"),
    .accept("[-0.000000000000000000000000000000000000000000000000000001]", "close to zero"),
    .accept("[20e1]", "an integer with an exponent"),
    .accept("[1E22]", "a capital E"),
    .accept("[1E-2]", "a capital E and a negative exponent"),
    .accept("[1E+2]", "a capital E and a signed exponent"),
    .accept("[123.456e78]", "a fraction and an exponent"),
    .accept("[1e-2]", "a negative exponent"),
    .accept("[1e002]", "zeros lead an exponent, which the grammar allows"),
    .accept("[0.100]", "zeros end a fraction"),
    .accept("[1e999]", "beyond a double, and still a number"),
    .accept("[-1e999]", "beyond a double, negative"),
    .accept("[123.456e-789]", "too small for a double"),
    .accept("[0.4e" + repeated("9", 300) + "]", "an exponent of 300 digits"),
    .accept("[" + repeated("9", 1000) + "]", "an integer of 1000 digits"),
    .accept("[-123123123123123123123123123123]", "beyond 64 bits, negative"),
]

let acceptedStrings: [JSONCase] = [
    .accept(#"["\u0060\u012a\u12AB"]"#, "hexadecimal digits in both cases"),
    .accept(#"["\uD801\udc37"]"#, "a surrogate pair"),
    .accept(#"["\ud83d\ude39\ud83d\udc8d"]"#, "two surrogate pairs"),
    .accept(#"["\uDBFF\uDFFF"]"#, "the last surrogate pair"),
    .accept(#"["\"\\\/\b\f\n\r\t"]"#, "every short escape"),
    .accept(#"["\\u0000"]"#, "an escaped backslash before u"),
    .accept(#"["\""]"#, "an escaped quote"),
    .accept(#"["\\a"]"#, "an escaped backslash before a letter that is not an escape"),
    .accept(#"["\\n"]"#, "an escaped backslash before n"),
    .accept(#"["a/*b*/c/*d//e"]"#, "what looks like a comment within a string"),
    .accept(#"["\u0012"]"#, "an escaped control"),
    .accept(#"["\uFFFF"]"#, "an escaped noncharacter"),
    .accept(#"["\u0000"]"#, "an escaped NUL"),
    .accept(#"["new\u000Aline"]"#, "an escaped newline"),
    .accept(#"["new\u00A0line"]"#, "an escaped no-break space"),
    .accept(#"["\u005C"]"#, "an escaped backslash by number"),
    .accept(#"["\u0022"]"#, "an escaped quote by number"),
    .accept(#"["\uA66D"]"#, "an escape of the basic plane"),
    .accept("[\"\u{7F}\"]", "DEL is not a control that must be escaped"),
    .accept("[\"asd \"]", "a space at the end"),
    .accept("[\"π€𝄞\"]", "two, three and four bytes of UTF-8"),
    .accept("[\"\u{2028}\u{2029}\"]", "line separators, which JavaScript once refused"),
    .accept("[\"«F48FBFBF»\"]", "U+10FFFF, the last scalar"),
    .accept("[\"«EFBFBF»\"]", "U+FFFF, a noncharacter"),
    .accept("[\"«EFB790»\"]", "U+FDD0, a noncharacter"),
    .accept("[\"«F09BBFBF»\"]", "U+1BFFF, not assigned"),
    .accept("[\"«EFBBBF»\"]", "U+FEFF within a string is a character"),
    .accept("[\"«C280»«DFBF»«E0A080»«ED9FBF»«EE8080»«F0908080»\"]", "UTF-8 at each border"),
    .accept("\"" + repeated("x", 100_000) + "\"", "a long string"),
]

// MARK: - Refused

let refusedStructures: [JSONCase] = [
    .refuse("", .unexpectedEnd, "nothing"),
    .refuse(" ", .unexpectedEnd, "only white space"),
    .refuse("[1 true]", .unexpectedByte(at: 3), "no comma between elements"),
    .refuse(#"["": 1]"#, .unexpectedByte(at: 3), "a colon instead of a comma"),
    .refuse(#"[""],"#, .trailingBytes(at: 4), "a comma after the end"),
    .refuse("[,1]", .unexpectedByte(at: 1), "a comma before the first element"),
    .refuse("[1,,2]", .unexpectedByte(at: 3), "two commas"),
    .refuse(#"["x",,]"#, .unexpectedByte(at: 5), "two commas at the end"),
    .refuse("[1,]", .unexpectedByte(at: 3), "a comma at the end"),
    .refuse("[,]", .unexpectedByte(at: 1), "only a comma"),
    .refuse(#"["x"]]"#, .trailingBytes(at: 5), "one closer too many"),
    .refuse("[3[4]]", .unexpectedByte(at: 2), "no comma before an inner array"),
    .refuse("[1:2]", .unexpectedByte(at: 2), "a colon in an array"),
    .refuse("[1;2]", .unexpectedByte(at: 2), "a semicolon"),
    .refuse("[*]", .unexpectedByte(at: 1), "a star"),
    .refuse("[x", .unexpectedByte(at: 1), "a letter"),
    .refuse("[", .unexpectedEnd, "an array that never ends"),
    .refuse("[1", .unexpectedEnd, "an array that ends after an element"),
    .refuse("[1,", .unexpectedEnd, "an array that ends after a comma"),
    .refuse("[\"a\",\n4\n,1,", .unexpectedEnd, "an array over lines that never ends"),
    .refuse("[1}", .unexpectedByte(at: 2), "an array closed as an object"),
    .refuse("]", .unexpectedByte(at: 0), "a closer alone"),
    .refuse("[][]", .trailingBytes(at: 2), "two arrays"),
    .refuse("{}}", .trailingBytes(at: 2), "an object and a closer"),
    .refuse("1 2", .trailingBytes(at: 2), "two numbers"),
    .refuse("{", .unexpectedEnd, "an object that never ends"),
    .refuse("{]", .unexpectedByte(at: 1), "an object closed as an array"),
    .refuse("{,", .unexpectedByte(at: 1), "a comma instead of a name"),
    .refuse("{[", .unexpectedByte(at: 1), "an array instead of a name"),
    .refuse(#"{"a"#, .unexpectedEnd, "a name that never ends"),
    .refuse(#"{"a""#, .unexpectedEnd, "no colon before the end"),
    .refuse(#"{"a":"#, .unexpectedEnd, "no value before the end"),
    .refuse(#"{"a":"a"#, .unexpectedEnd, "a value that never ends"),
    .refuse(#"{"a":1,"#, .unexpectedEnd, "an end after a comma"),
    .refuse(#"{"a" b}"#, .unexpectedByte(at: 5), "no colon"),
    .refuse(#"{"a", 1}"#, .unexpectedByte(at: 4), "a comma instead of a colon"),
    .refuse(#"{"x"::"b"}"#, .unexpectedByte(at: 5), "two colons"),
    .refuse(#"{:"b"}"#, .unexpectedByte(at: 1), "no name"),
    .refuse(#"{"a":}"#, .unexpectedByte(at: 5), "no value"),
    .refuse(#"{"a"}"#, .unexpectedByte(at: 4), "a name alone"),
    .refuse("{1:1}", .unexpectedByte(at: 1), "a number instead of a name"),
    .refuse("{null:null}", .unexpectedByte(at: 1), "null instead of a name"),
    .refuse("{a:\"b\"}", .unexpectedByte(at: 1), "a name without quotes"),
    .refuse("{'a':0}", .unexpectedByte(at: 1), "a name in single quotes"),
    .refuse("{🇨🇭}", .unexpectedByte(at: 1), "an emoji instead of a name"),
    .refuse(#"{"a":0,}"#, .unexpectedByte(at: 7), "a comma at the end of an object"),
    .refuse(#"{"a":0,,"b":1}"#, .unexpectedByte(at: 7), "two commas in an object"),
    .refuse(#"{"a":"b" "c":1}"#, .unexpectedByte(at: 9), "no comma between members"),
    .refuse(#"{"a":"a" 123}"#, .unexpectedByte(at: 9), "a number after a value"),
    .refuse(#"{"a":"b"}#"#, .trailingBytes(at: 9), "a comment as in a shell"),
    .refuse(#"{"a":"b"}/**/"#, .trailingBytes(at: 9), "a comment after the value"),
    .refuse(#"{"a":/*x*/1}"#, .unexpectedByte(at: 5), "a comment within"),
    .refuse("//x\n1", .unexpectedByte(at: 0), "a comment before"),
    .refuse("<null>", .unexpectedByte(at: 0), "angle brackets"),
    .refuse("[True]", .unexpectedByte(at: 1), "a capital in a literal"),
    .refuse("[truth]", .unexpectedByte(at: 4), "a literal with another end"),
    .refuse("[nul]", .unexpectedByte(at: 4), "a literal cut short by a closer"),
    .refuse("nulls", .trailingBytes(at: 4), "a literal that goes on"),
    .refuse("tru", .unexpectedEnd, "true cut short"),
    .refuse("fals", .unexpectedEnd, "false cut short"),
    .refuse("nul", .unexpectedEnd, "null cut short"),
    .refuse("undefined", .unexpectedByte(at: 0), "JavaScript's undefined"),
    .refuse("[\u{0B}1]", .unexpectedByte(at: 1), "a vertical tab is not white space"),
    .refuse("[\u{0C}1]", .unexpectedByte(at: 1), "a form feed is not white space"),
    .refuse("[\u{2060}]", .unexpectedByte(at: 1), "a word joiner is not white space"),
    .refuse("[\u{A0}1]", .unexpectedByte(at: 1), "a no-break space is not white space"),
    .refuse("1\u{0}", .trailingBytes(at: 1), "a NUL after the value"),
    .refuse("[\u{0}]", .unexpectedByte(at: 1), "a NUL within"),
    .refuse("[\\u000A\"\"]", .unexpectedByte(at: 1), "an escape outside a string"),
    .refuse("é", .unexpectedByte(at: 0), "a letter beyond ASCII"),
    .refuse(nested("[", "]", 65), .tooDeep(limit: 64), "one array too deep"),
    .refuse(nested(#"{"a":"#, "}", 65, around: "1"), .tooDeep(limit: 64), "one object too deep"),
    .refuse(repeated("[", 100_000), .tooDeep(limit: 64), "100,000 arrays opened"),
    .refuse(repeated(#"[{"":"#, 100_000), .tooDeep(limit: 64), "100,000 objects opened"),
    .refuse(nested("[", "]", 500), .tooDeep(limit: 64), "500 arrays, which some readers take"),
]

let refusedNames: [JSONCase] = [
    .refuse(#"{"a":"b","a":"c"}"#, .duplicateName(at: 10), "a name twice"),
    .refuse(#"{"a":"b","a":"b"}"#, .duplicateName(at: 10), "a member twice"),
    .refuse(#"{"":1,"":2}"#, .duplicateName(at: 7), "the empty name twice"),
    .refuse(#"{"a":1,"\u0061":2}"#, .duplicateName(at: 8), "twice, escaped the second time"),
    .refuse(#"{"\u0061":1,"a":2}"#, .duplicateName(at: 13), "twice, escaped the first time"),
    .refuse(#"{"\u0061":1,"\u0061":2}"#, .duplicateName(at: 13), "twice, both escaped"),
    .refuse(#"{"\/":1,"/":2}"#, .duplicateName(at: 9), "twice, by a short escape"),
    .refuse(#"{"é":1,"\u00e9":2}"#, .duplicateName(at: 9), "twice, raw and escaped"),
    .refuse(#"{"x":{"a":1,"a":2}}"#, .duplicateName(at: 13), "twice in an inner object"),
    .refuse(#"[[{"a":1,"b":[],"a":2}]]"#, .duplicateName(at: 17), "twice within arrays"),
    .refuse(members(8) + #","m0":1}"#, .duplicateName(at: 58), "the 9th name repeats the 1st"),
    .refuse(members(9) + #","m8":1}"#, .duplicateName(at: 65), "the 10th name repeats the 9th"),
    .refuse(members(50) + #","m7":1}"#, .duplicateName(at: 392), "the 51st name repeats the 8th"),
]

let refusedNumbers: [JSONCase] = [
    .refuse("[++1]", .unexpectedByte(at: 1), "two plus signs"),
    .refuse("[+1]", .unexpectedByte(at: 1), "a plus sign"),
    .refuse("[+Inf]", .unexpectedByte(at: 1), "plus infinity"),
    .refuse("[-01]", .invalidNumber(at: 1), "a leading zero after the sign"),
    .refuse("[012]", .invalidNumber(at: 1), "a leading zero"),
    .refuse("[00]", .invalidNumber(at: 1), "two zeros"),
    .refuse("[-1.0.]", .unexpectedByte(at: 5), "two points"),
    .refuse("[0.1.2]", .unexpectedByte(at: 4), "two fractions"),
    .refuse("[-2.]", .invalidNumber(at: 1), "a point without digits"),
    .refuse("1.", .unexpectedEnd, "a point at the end"),
    .refuse("-", .unexpectedEnd, "a sign alone"),
    .refuse("[-]", .invalidNumber(at: 1), "a sign without digits"),
    .refuse("[- 1]", .invalidNumber(at: 1), "a space after the sign"),
    .refuse("[--1]", .invalidNumber(at: 1), "two signs"),
    .refuse("[.2]", .unexpectedByte(at: 1), "no digit before the point"),
    .refuse("[-.2]", .invalidNumber(at: 1), "no digit between sign and point"),
    .refuse("[0.e1]", .invalidNumber(at: 1), "no digit between point and exponent"),
    .refuse("[0.3e]", .invalidNumber(at: 1), "an exponent without digits"),
    .refuse("[0.3e+]", .invalidNumber(at: 1), "a signed exponent without digits"),
    .refuse("[0E]", .invalidNumber(at: 1), "a capital exponent without digits"),
    .refuse("[0e+-1]", .invalidNumber(at: 1), "an exponent with two signs"),
    .refuse("[1eE2]", .invalidNumber(at: 1), "two exponents"),
    .refuse("[1e1.5]", .unexpectedByte(at: 4), "a fraction in the exponent"),
    .refuse("1e", .unexpectedEnd, "an exponent at the end"),
    .refuse("[1 000.0]", .unexpectedByte(at: 3), "a space between digits"),
    .refuse("[1_000]", .unexpectedByte(at: 2), "an underscore between digits"),
    .refuse("[1+2]", .unexpectedByte(at: 2), "a sum"),
    .refuse("[0x42]", .unexpectedByte(at: 2), "hexadecimal"),
    .refuse("[NaN]", .unexpectedByte(at: 1), "not a number"),
    .refuse("[-NaN]", .invalidNumber(at: 1), "not a number, negative"),
    .refuse("[nan]", .unexpectedByte(at: 2), "not a number in small letters"),
    .refuse("[Infinity]", .unexpectedByte(at: 1), "infinity"),
    .refuse("[-Infinity]", .invalidNumber(at: 1), "minus infinity"),
    .refuse("[-1x]", .unexpectedByte(at: 3), "a letter after a number"),
    .refuse("[1ea]", .invalidNumber(at: 1), "a letter instead of an exponent"),
    .refuse("[1]x", .trailingBytes(at: 3), "a letter after the array"),
    .refuse("2@", .trailingBytes(at: 1), "a number and something else"),
    .refuse("[１]", .unexpectedByte(at: 1), "a full-width digit"),
    .refuse("[1«E5»]", .unexpectedByte(at: 2), "a stray byte after a number"),
    .refuse("[1e1«E5»]", .unexpectedByte(at: 4), "a stray byte after an exponent"),
    .refuse("[0«E5»]", .unexpectedByte(at: 2), "a stray byte after zero"),
]

let refusedStrings: [JSONCase] = [
    .refuse(#"""#, .unexpectedEnd, "a quote alone"),
    .refuse(#"["asd"#, .unexpectedEnd, "a string that never ends"),
    .refuse("['x']", .unexpectedByte(at: 1), "single quotes"),
    .refuse("[é]", .unexpectedByte(at: 1), "no quotes"),
    .refuse("abc", .unexpectedByte(at: 0), "a word"),
    .refuse(#""""x"#, .trailingBytes(at: 2), "something after a string"),
    .refuse("[\"a\u{0}a\"]", .controlCharacter(at: 3), "a raw NUL"),
    .refuse("[\"\n\"]", .controlCharacter(at: 2), "a raw newline"),
    .refuse("[\"\t\"]", .controlCharacter(at: 2), "a raw tab"),
    .refuse("[\"\u{1F}\"]", .controlCharacter(at: 2), "the last control"),
    .refuse("[\"\\\t\"]", .invalidEscape(at: 2), "a backslash before a tab"),
    .refuse("[\"\\\u{0}\"]", .invalidEscape(at: 2), "a backslash before a NUL"),
    .refuse(#"["\x00"]"#, .invalidEscape(at: 2), "an escape of C"),
    .refuse(#"["\a"]"#, .invalidEscape(at: 2), "an escape that does not exist"),
    .refuse(#"["\'"]"#, .invalidEscape(at: 2), "an escaped single quote"),
    .refuse(#"["\U0061"]"#, .invalidEscape(at: 2), "a capital U"),
    .refuse(#"["\🌀"]"#, .invalidEscape(at: 2), "an escaped emoji"),
    .refuse("[\"\\«E5»\"]", .invalidEscape(at: 2), "a stray byte after a backslash"),
    .refuse(#"["\"#, .unexpectedEnd, "a backslash at the end"),
    .refuse(#"["\\\"]"#, .unexpectedEnd, "an escaped backslash, then an escaped quote"),
    .refuse(#"["\u"]"#, .invalidEscape(at: 2), "no digits"),
    .refuse(#"["\u1"]"#, .invalidEscape(at: 2), "one digit"),
    .refuse(#"["\u00A"]"#, .invalidEscape(at: 2), "three digits"),
    .refuse(#"["\u12G4"]"#, .invalidEscape(at: 2), "a letter among the digits"),
    .refuse(#"["\u+123"]"#, .invalidEscape(at: 2), "a sign among digits"),
    .refuse(#"["\u００41"]"#, .invalidEscape(at: 2), "full-width digits"),
    .refuse(#""\u00"#, .unexpectedEnd, "an escape that never ends"),
    .refuse(#"["\uD800"]"#, .loneSurrogate(at: 2), "a high half alone"),
    .refuse(#"["\uDC00"]"#, .loneSurrogate(at: 2), "a low half alone"),
    .refuse(#"["\uDFFF"]"#, .loneSurrogate(at: 2), "the last low half alone"),
    .refuse(#"["\uD800\uD800"]"#, .loneSurrogate(at: 2), "two high halves"),
    .refuse(#"["\uDC00\uD800"]"#, .loneSurrogate(at: 2), "the halves in the wrong order"),
    .refuse(#"["\uD800abc"]"#, .loneSurrogate(at: 2), "a high half before letters"),
    .refuse(#"["\uD800\n"]"#, .loneSurrogate(at: 2), "a high half before another escape"),
    .refuse(#"["\uD800\u0061"]"#, .loneSurrogate(at: 2), "a high half before a letter's escape"),
    .refuse(#"["\uD800\uE000"]"#, .loneSurrogate(at: 2), "a high half before U+E000"),
    .refuse(#"["\uD834\uDd"]"#, .invalidEscape(at: 8), "a low half of two digits"),
    .refuse(#"["\uD800\u"#, .unexpectedEnd, "a low half that never ends"),
    .refuse(#"["\uD800\"#, .unexpectedEnd, "a low half of a backslash"),
    .refuse(#"{"\uDFAA":0}"#, .loneSurrogate(at: 2), "a low half alone in a name"),
    .refuse(#"[\n]"#, .unexpectedByte(at: 1), "an escape without quotes"),
]

let refusedEncodings: [JSONCase] = [
    .refuse("[\"«FF»\"]", .invalidUTF8(at: 2), "a byte that never occurs in UTF-8"),
    .refuse("[\"ab«81»\"]", .invalidUTF8(at: 4), "a continuation byte alone"),
    .refuse("[\"«E5»\"]", .invalidUTF8(at: 2), "a sequence cut short by the quote"),
    .refuse("[\"«E282»\"]", .invalidUTF8(at: 2), "three bytes cut to two"),
    .refuse("[\"«F09F98»\"]", .invalidUTF8(at: 2), "four bytes cut to three"),
    .refuse("[\"«C0AF»\"]", .invalidUTF8(at: 2), "a slash in two bytes"),
    .refuse("[\"«C1BF»\"]", .invalidUTF8(at: 2), "DEL in two bytes"),
    .refuse("[\"«E08080»\"]", .invalidUTF8(at: 2), "NUL in three bytes"),
    .refuse("[\"«E09FBF»\"]", .invalidUTF8(at: 2), "U+07FF in three bytes"),
    .refuse("[\"«F0808080»\"]", .invalidUTF8(at: 2), "NUL in four bytes"),
    .refuse("[\"«F08FBFBF»\"]", .invalidUTF8(at: 2), "U+FFFF in four bytes"),
    .refuse("[\"«FC8383838383»\"]", .invalidUTF8(at: 2), "six bytes"),
    .refuse("[\"«EDA080»\"]", .invalidUTF8(at: 2), "a high surrogate as UTF-8"),
    .refuse("[\"«EDBFBF»\"]", .invalidUTF8(at: 2), "a low surrogate as UTF-8"),
    .refuse("[\"«EDA081EDB080»\"]", .invalidUTF8(at: 2), "a surrogate pair as UTF-8"),
    .refuse("[\"«F4908080»\"]", .invalidUTF8(at: 2), "U+110000"),
    .refuse("[\"«F5808080»\"]", .invalidUTF8(at: 2), "a lead byte beyond Unicode"),
    .refuse("[\"é«E9»\"]", .invalidUTF8(at: 4), "Latin-1"),
    .refuse(#"["\u00e9«E9»"]"#, .invalidUTF8(at: 8), "Latin-1 after an escape"),
    .refuse("{\"«B9»\":\"0\",}", .invalidUTF8(at: 2), "a continuation byte in a name"),
    .refuse("[«FF»]", .unexpectedByte(at: 1), "a stray byte outside a string"),
    .refuse("«EFBBBF»{}", .unexpectedByte(at: 0), "a byte order mark"),
    .refuse("«EFBBBF»", .unexpectedByte(at: 0), "a byte order mark alone"),
    .refuse("«EFBB»{}", .unexpectedByte(at: 0), "half of a byte order mark"),
    .refuse("[]«EFBBBF»", .trailingBytes(at: 2), "a byte order mark at the end"),
    .refuse("«FFFE5B005D00»", .unexpectedByte(at: 0), "UTF-16 with its mark"),
    .refuse("«5B005D00»", .unexpectedByte(at: 1), "UTF-16, little-endian"),
    .refuse("«005B005D»", .unexpectedByte(at: 0), "UTF-16, big-endian"),
]

private func nested(
    _ opener: String,
    _ closer: String,
    _ depth: Int,
    around value: String = ""
) -> String {
    repeated(opener, depth) + value + repeated(closer, depth)
}

private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
}

/// An object without its end, of this many members of different names.
private func members(_ count: Int) -> String {
    "{" + (0..<count).map { "\"m\($0)\":1" }.joined(separator: ",")
}
