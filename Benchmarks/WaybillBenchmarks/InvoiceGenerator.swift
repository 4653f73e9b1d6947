/// Invoices of 2 KB against orders that the embedded ERP knows: 20 lines each, all billable.
enum InvoiceGenerator {
    /// Senders that drop invoices: each is a lane, and lanes run side by side.
    static let partners = (1...4).map { (id: "bench-vendor-\($0)", identifier: "90000000\($0)") }
    static let lineCount = 20
    private static let receiver = "STMARYSHOSP"

    /// Order `number` is billed by each invoice whose number leaves that remainder.
    static func orderName(_ number: Int) -> String { "BN" + padded(number, 5) }

    private static func product(_ line: Int) -> String { "BENCH-" + padded(line, 2) }

    /// A seed for the ledger: the orders, and products that are billed as ordered.
    static func seed(orderCount: Int) -> String {
        var text = """
            units:
              - {code: EA, name: Each}
            vendors:
              - {ref: V-NORTHFIELD, name: Northfield Medical}
            products:

            """
        for line in 1...lineCount {
            text += """
                  - {code: \(product(line)), name: Supply \(line), unit: EA, bill: ordered,
                     vendor: V-NORTHFIELD, vendor_codes: [NF-\(product(line))], price: 12.50}

                """
        }
        text += "orders:\n"
        for order in 0..<orderCount {
            text += """
                  - name: \(orderName(order))
                    vendor: V-NORTHFIELD
                    date: 2026-11-02
                    lines:

                """
            for line in 1...lineCount {
                text += "      - {product: \(product(line)), quantity: 1000000, price: 12.50}\n"
            }
        }
        return text
    }

    /// One interchange with invoices `numbers`, one group.
    static func interchange(
        _ numbers: Range<Int>, orderCount: Int, sender: String = partners[0].identifier
    ) -> [UInt8] {
        let control = padded(numbers.lowerBound + 1, 9)
        var segments = [
            "ISA*00*          *00*          *01*\(sender)      *ZZ*\(receiver)    "
                + "*261123*0905*U*00401*\(control)*0*T*>",
            "GS*IN*\(sender)*\(receiver)*20261123*0905*\(numbers.lowerBound + 1)*X*004010",
        ]
        for (index, number) in numbers.enumerated() {
            segments += invoice(
                number, set: padded(index + 1, 4), order: orderName(number % orderCount))
        }
        segments.append("GE*\(numbers.count)*\(numbers.lowerBound + 1)")
        segments.append("IEA*1*\(control)")
        return Array(segments.map { $0 + "~\n" }.joined().utf8)
    }

    private static func invoice(_ number: Int, set: String, order: String) -> [String] {
        var segments = [
            "ST*810*\(set)",
            "BIG*20261123*BENCH\(padded(number, 7))*20261102*\(order)***DI",
            "REF*VN*NF-880417",
            "N1*RI*Northfield Medical*92*V-NORTHFIELD",
            "ITD*01*3*2**10**30",
        ]
        for line in 1...lineCount {
            segments.append("IT1*\(line)*1*EA*12.50**VC*NF-\(product(line))*IN*\(product(line))")
            segments.append("PID*F****GLOVE EXAM NITRILE POWDER-FREE \(padded(line, 2))")
        }
        segments.append("TDS*\(lineCount * 1250)")
        segments.append("CTT*\(lineCount)")
        segments.append("SE*\(segments.count + 1)*\(set)")
        return segments
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
