/// Interchanges made for tests: a hospital that orders gloves and catheters.
enum Sample {
    static let header =
        "ISA*00*          *00*          *ZZ*STMARYHOSP     *ZZ*GLOVESUPPLY    *240601*1200*U*00401*000000101*0*T*>~"

    static let orderSegments = [
        "GS*PO*STMARYHOSP*GLOVESUPPLY*20240601*1200*7*X*004010",
        "ST*850*0001", "BEG*00*SA*PO00042**20240601", "REF*DP*ICU", "DTM*002*20240615",
        "N1*BY*ST MARY HOSPITAL*92*4471", "N3*12 CANAL ST", "N4*NEWARK*NJ*07102*US",
        "PO1*1*24*BX*18.50*PE*VC*GLV-100", "PID*F*08***NITRILE GLOVES MEDIUM",
        "PO1*2*6*EA*42.10*PE*VC*CATH-7", "CTT*2", "SE*12*0001", "GE*1*7", "IEA*1*000000101",
    ]

    /// The order, after a change to its segments.
    static func order(
        header: String = Sample.header, terminator: String = "~\n",
        _ change: (inout [String]) -> Void = { _ in }
    ) -> [UInt8] {
        var segments = orderSegments
        change(&segments)
        return Array((header + "\n" + segments.map { $0 + terminator }.joined()).utf8)
    }

    /// The order with one segment replaced, found by how it starts.
    static func order(replacing start: String, with segment: String?) -> [UInt8] {
        order { segments in
            guard let index = segments.firstIndex(where: { $0.hasPrefix(start) }) else { return }
            if let segment { segments[index] = segment } else { segments.remove(at: index) }
        }
    }

    /// The order with a segment put in, and SE01 counting it.
    static func order(inserting segment: String, after start: String) -> [UInt8] {
        order { segments in
            guard let index = segments.firstIndex(where: { $0.hasPrefix(start) }) else { return }
            segments.insert(segment, at: index + 1)
            if let end = segments.firstIndex(of: "SE*12*0001") { segments[end] = "SE*13*0001" }
        }
    }
}
