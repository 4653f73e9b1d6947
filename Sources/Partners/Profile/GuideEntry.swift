package import Configuration

/// One rule of a partner's guide as the profile writes it. The place is kept as text: whoever has
/// the set's table compiles it, and reports what is wrong with it at `mark`.
package struct GuideEntry: Hashable, Sendable {
    /// What a breach does.
    package enum Severity: String, Sendable, CaseIterable {
        case error
        case warning
    }

    /// A segment, element or component, such as `N1[01=ST]/04`.
    package var place: String
    /// Where the place is written, for faults found when it is compiled.
    package var mark: ConfigurationNode.Mark
    package var isRequired = false
    package var isForbidden = false
    /// Values allowed; empty when any is.
    package var codes: [String] = []
    package var lengthMin: Int?
    package var lengthMax: Int?
    package var severity = Severity.error
    package var reason: String?
}
