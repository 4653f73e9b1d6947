package import Configuration

/// The documents exchanged with a partner, and the map each goes through.
package struct DocumentFlows: Sendable {
    package var inbound: [DocumentFlow] = []
    package var outbound: [DocumentFlow] = []

    /// The inbound flow of a transaction set: the one agreed for the release, else the first
    /// agreed for the set in another release.
    package func inbound(set: String, release: String) -> DocumentFlow? {
        inbound.first { $0.format == .x12(set: set, release: release) }
            ?? inbound.first { $0.transactionSet == set }
    }

    /// The inbound flow of an XML file by what it holds: its root element, or the path of an
    /// element below it. A flow without a namespace takes any.
    package func inbound(paths: [String], namespace: String?) -> DocumentFlow? {
        inbound.first { flow in
            guard case .xml(let root, let expected) = flow.format, paths.contains(root) else {
                return false
            }
            return expected == nil || expected == namespace
        }
    }

    /// The flow of a transaction set that we send.
    package func outbound(set: String) -> DocumentFlow? {
        outbound.first { $0.transactionSet == set }
    }

    /// Whether any document is X12, and so needs identities.
    package var hasX12: Bool { (inbound + outbound).contains { $0.transactionSet != nil } }
}

/// One kind of document in one direction.
package struct DocumentFlow: Sendable {
    package enum Format: Hashable, Sendable {
        /// A transaction set such as `850` in a release such as `004010`.
        case x12(set: String, release: String)
        /// An XML file by its root element's local name, or the path of an element below it as
        /// `cXML/Request/OrderRequest`, and, if one is asked for, namespace.
        case xml(root: String, namespace: String?)
    }

    package var format: Format
    /// The map's file under `maps/` without `.yaml`: `x12/850`, `xml/cedarbrook-invoice`.
    package var map: String
    /// The partner's changes to the map, read by the map compiler.
    package var overlay: ConfigurationNode?
    /// What the partner's own guide asks for; X12 inbound only.
    package var guide: [GuideEntry] = []
    /// Where the map is named, for faults found when it is compiled.
    package var mark: ConfigurationNode.Mark

    /// `850`; `nil` for XML.
    package var transactionSet: String? {
        if case .x12(let set, _) = format { set } else { nil }
    }

    /// `004010`; `nil` for XML.
    package var release: String? {
        if case .x12(_, let release) = format { release } else { nil }
    }
}
