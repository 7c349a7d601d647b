// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §4, RFC 7493 §2.3.

/// A JSON object: members in the order in which they were written or added, without duplicates.
///
/// Names are compared byte for byte, not by Unicode equivalence.
public struct JSONObject: Sendable {
    /// A name and its value.
    public struct Member: Equatable, Sendable {
        /// The name, unescaped.
        public let name: String
        /// The value.
        public fileprivate(set) var value: JSONValue

        /// Returns whether both names are the same bytes and both values are equal.
        public static func == (left: Member, right: Member) -> Bool {
            left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
        }
    }

    /// The members, in order.
    public private(set) var members: [Member] = []

    /// Creates an object without members.
    public init() {}

    /// Creates an object with these members; of two with the same name, the last wins.
    ///
    /// - Complexity: O(n²): this is meant for members written out in code.
    public init(_ members: [(String, JSONValue)]) {
        for (name, value) in members { self[name] = value }
    }

    /// The value of that name; setting it replaces or appends a member, setting `nil` removes it.
    ///
    /// - Complexity: O(n).
    public subscript(name: String) -> JSONValue? {
        get {
            index(of: name).map { members[$0].value }
        }
        set {
            switch (index(of: name), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    private func index(of name: String) -> Int? {
        members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Appends a member whose name is known to be new.
    mutating func append(_ value: JSONValue, named name: String) {
        members.append(Member(name: name, value: value))
    }

    func appendJSON(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.appendJSONString(member.name)
            bytes.append(UInt8(ascii: ":"))
            member.value.appendJSON(to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension JSONObject: Equatable {}
