// SPDX-License-Identifier: MIT

import GatehouseTransport
import Testing

@Suite("The table of slots")
struct SlotTableTests {
    @Test("The token of an old element does not lead to a new one in the same slot")
    func staleToken() {
        var table = SlotTable<String>()
        let old = table.nextToken
        table.insert("old")
        table.remove(old)
        let new = table.nextToken
        table.insert("new")
        #expect(SlotTable<String>.slot(of: old) == SlotTable<String>.slot(of: new))
        #expect(table[old] == nil)
        #expect(table[new] == "new")
        table.remove(old)
        #expect(table[new] == "new")
        #expect(table.count == 1)
    }

    @Test("The slot table finds its elements by token and by slot, and lists them")
    func lookup() {
        var table = SlotTable<Int>()
        let tokens = (0..<10).map { number in
            let token = table.nextToken
            table.insert(number)
            return token
        }
        table.remove(tokens[4])
        #expect(tokens.map { table[$0] } == [0, 1, 2, 3, nil, 5, 6, 7, 8, 9])
        #expect(table[slot: SlotTable<Int>.slot(of: tokens[9])] == 9)
        #expect(table[slot: 10] == nil)
        #expect(table.all == [0, 1, 2, 3, 5, 6, 7, 8, 9])
    }
}
