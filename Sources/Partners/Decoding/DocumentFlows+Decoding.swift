import Configuration

extension DocumentFlows {
    /// Reads `documents`. At least one has to be named: a partner without any is a mistake.
    static func decode(
        _ root: ConfigurationObject, kind: PartnerProfile.Kind?
    ) -> DocumentFlows {
        root.requiredObject("documents") { block in
            let flows = DocumentFlows(
                inbound: block.objects("inbound") { DocumentFlow.decodeInbound($0, kind: kind) },
                outbound: block.objects("outbound") { DocumentFlow.decodeX12($0) })
            if block.list("inbound").isEmpty, block.list("outbound").isEmpty {
                root.fault(
                    "documents", "'documents' names no document",
                    suggestion: "list at least one under 'inbound' or 'outbound'")
            }
            reportRepeated(block, "inbound", flows.inbound)
            reportRepeated(block, "outbound", flows.outbound)
            return flows
        } ?? DocumentFlows()
    }

    private static func reportRepeated(
        _ block: ConfigurationObject, _ key: String, _ flows: [DocumentFlow]
    ) {
        var seen: Set<DocumentFlow.Format> = []
        for flow in flows where !seen.insert(flow.format).inserted {
            block.faults.record(
                at: flow.mark, "'\(block.name(key))' lists \(flow.format) twice",
                suggestion: "keep one of them")
        }
        // We send a set in one release; two would leave the choice open.
        guard key == "outbound" else { return }
        var sets: Set<String> = []
        for case .x12(let set, let release) in Set(flows.map(\.format))
        where !sets.insert(set).inserted {
            block.fault(
                key, "'\(block.name(key))' sends \(set) in two releases, one of them \(release)",
                suggestion: "keep one of them")
        }
    }
}

extension DocumentFlow.Format: CustomStringConvertible {
    /// `850 in 004010`, `VendorInvoice`
    package var description: String {
        switch self {
        case .x12(let set, let release): "\(set) in \(release)"
        case .xml(let root, _): root
        }
    }
}

extension DocumentFlow {
    /// Reads one line of `documents.inbound`: X12 by `set` and `release`, XML by `root`.
    static func decodeInbound(
        _ block: ConfigurationObject, kind: PartnerProfile.Kind?
    ) -> DocumentFlow? {
        // Asked for in every case, so that a key of the other kind is not called unknown.
        let (hasSet, hasRoot) = (block.has("set") || block.has("release"), block.has("root"))
        let namespace = block.text("namespace")
        switch (hasSet, hasRoot) {
        case (true, false):
            if namespace != nil {
                block.fault("namespace", "an X12 document has no 'namespace'")
            }
            var flow = decodeX12(block)
            flow?.guide = block.objects("guide", GuideEntry.decode)
            checkDirection(block, set: flow?.transactionSet, kind: kind)
            return flow
        case (false, true):
            let root = block.requiredText("root")
            let map = mapName(block, folder: "xml", example: "xml/acme-invoice")
            return DocumentFlow(
                format: .xml(root: root, namespace: namespace), map: map,
                overlay: block.node("overlay"), mark: block.mark(of: "map"))
        case (true, true), (false, false):
            _ = (block.node("map"), block.node("overlay"), block.node("guide"))
            block.faults.record(
                at: block.mark,
                "a document is either X12, with 'set' and 'release', or XML, with 'root'")
            return nil
        }
    }

    /// Reads `{set, release, map, overlay}`.
    static func decodeX12(_ block: ConfigurationObject) -> DocumentFlow? {
        let set = block.requiredText("set")
        if ["997", "999", "TA1"].contains(set) {
            block.fault(
                "set", "\(set) is an acknowledgment and not a document",
                suggestion: "say so under 'acknowledgments'")
        } else if !set.isEmpty, !isDigits(set, count: 3) {
            block.fault(
                "set",
                "'\(block.name("set"))' is '\(set)'; it must be a transaction set such as 850")
        }
        let release = block.requiredText("release")
        if !release.isEmpty, !isDigits(release, count: 6) {
            let isShort = isDigits(release, count: 4)
            block.fault(
                "release",
                "'\(block.name("release"))' is '\(release)'; it must have six digits",
                suggestion: "write \(isShort ? "00\(release)" : "004010 or 005010")")
        }
        let map = mapName(block, folder: "x12", example: "x12/\(set.isEmpty ? "850" : set)")
        return DocumentFlow(
            format: .x12(set: set, release: release), map: map, overlay: block.node("overlay"),
            mark: block.mark(of: "map"))
    }

    /// A map's file under `maps/`, without `.yaml`.
    private static func mapName(
        _ block: ConfigurationObject, folder: String, example: String
    ) -> String {
        let name = block.requiredText("map")
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe =
            parts.count == 2 && !parts[1].isEmpty && !parts[1].hasSuffix(".yaml")
            && parts[1].utf8.allSatisfy { byte in
                (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            }
        if !name.isEmpty, !isSafe || parts[0] != folder {
            block.fault(
                "map", "'\(block.name("map"))' is '\(name)', which is no map under maps/\(folder)",
                suggestion: "write it as \(example)")
        }
        return name
    }

    /// Orders come from departments; what answers an order comes from vendors.
    private static func checkDirection(
        _ block: ConfigurationObject, set: String?, kind: PartnerProfile.Kind?
    ) {
        guard let set else { return }
        switch kind {
        case .vendor where ["850", "860"].contains(set):
            block.fault(
                "set", "a vendor does not send us orders (\(set))",
                suggestion: "list it under 'documents.outbound', or write 'kind: department'")
        case .department where ["810", "855", "856", "865"].contains(set):
            block.fault(
                "set", "a department does not send us \(set)", suggestion: "write 'kind: vendor'")
        case .vendor, .department, nil: break
        }
    }

    private static func isDigits(_ text: String, count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) }
    }
}
