internal import Diagnostics
internal import Documents
internal import Foundation
internal import Journal
internal import Mapping
internal import Partners
internal import Posting
internal import X12

/// A partner in force: the profile with everything it refers to resolved, ready to be used by any
/// thread.
struct ActivePartner: Sendable {
    let profile: PartnerProfile
    /// SHA-256 of the profile file, first 12 hex digits: which version decided.
    let version: String
    let validation: ValidationOptions
    /// By set and release.
    let inboundMaps: [String: CompiledMap]
    /// By set, in the release the profile sends it in.
    let outboundMaps: [String: CompiledMap]
    let xmlFlows: [DocumentFlow]
    let context: PostingContext

    var id: String { profile.id }
    var folder: String { profile.folder }

    func map(for schema: TransactionSetSchema) -> CompiledMap? {
        inboundMaps["\(schema.set) \(schema.release)"]
    }

    /// The map by which a document goes to the partner; `nil` when the profile does not send it.
    func outboundMap(for type: DocumentType) -> CompiledMap? {
        outboundMaps.values.first { $0.document == type }
    }

    /// What AK and TA1 are written with.
    var writing: InterchangeWriter.Options {
        var options = InterchangeWriter.Options()
        let delimiters = profile.x12.delimiters
        options.delimiters = Delimiters(
            element: delimiters.element, component: delimiters.component,
            repetition: delimiters.repetition, segment: delimiters.segment)
        options.newlineAfterSegment = profile.x12.newline
        options.characterSet =
            switch profile.x12.characterSet {
            case .basic: .basic
            case .extended: .extended
            case .utf8: .utf8
            }
        options.values =
            switch profile.x12.unwritable {
            case .refuse: .refuse
            case .replace: .replace(with: UInt8(ascii: " "))
            }
        return options
    }

    /// Whether the partner is told of a decision about a document of theirs.
    func wantsAdvice(_ verdict: AdviceRow.Verdict) -> Bool {
        switch profile.acknowledgments.application {
        case .none: false
        case .rejections: verdict == .rejected
        case .all: true
        }
    }

    /// GS02 and GS03 of what we send.
    var groupCodes: (ours: String, theirs: String)? {
        profile.identities.addressing.map { ($0.groupOurs, $0.groupTheirs) }
    }

    var acknowledgmentOptions: AcknowledgmentRenderer.Options {
        var options = AcknowledgmentRenderer.Options()
        options.kind =
            profile.acknowledgments.send == .implementation
            ? .implementation : .functional
        return options
    }

    /// Fits what is to be answered to what the profile wants answered.
    func adjust(_ interchange: inout AcknowledgedInterchange) {
        switch profile.acknowledgments.interchange {
        case .asked: break
        case .always: interchange.header.wantsInterchangeAcknowledgment = true
        case .never:
            interchange.header.wantsInterchangeAcknowledgment = false
            interchange.notes.removeAll { $0.isTolerated }
        }
        if profile.acknowledgments.send == .none {
            interchange.unansweredGroupCount += interchange.groups.count
            interchange.groups = []
        }
        if profile.acknowledgments.list == .errors {
            for index in interchange.groups.indices {
                interchange.groups[index].sets.removeAll { $0.verdict == .accepted }
            }
        }
    }

    /// When something is due, by the partner's own working days when the profile has a calendar.
    func due(after now: Timestamp, within duration: Duration) -> Timestamp {
        guard let calendar = profile.calendar,
            let zone = TimeZone(identifier: calendar.timeZone)
        else { return now.adding(seconds: duration.seconds) }
        let moment = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
        return calendar.due(
            after: now, within: duration, zoneSeconds: zone.secondsFromGMT(for: moment))
    }

    /// The TA1 note (I18) with which the profile refuses an interchange whose ids are not the ones
    /// agreed; `nil` when it is to be held, or has nothing wrong with it.
    func refusal(of header: InterchangeHeader) -> String? {
        guard let addressing = profile.identities.addressing else { return nil }
        let refuse = profile.acknowledgments.refuse
        if refuse.contains(.sender) {
            if header.senderQualifier != addressing.theirs.qualifier { return "005" }
            if header.senderID != addressing.theirs.id { return "006" }
        }
        if refuse.contains(.receiver) {
            if header.receiverQualifier != addressing.ours.qualifier { return "007" }
            if header.receiverID != addressing.ours.id { return "009" }
        }
        return nil
    }

    /// Why the envelope does not fit the partner whose folder it came in by, or `nil` when it does.
    func disagreement(with header: InterchangeHeader) -> HoldReason? {
        guard let addressing = profile.identities.addressing else {
            return HoldReasons.noMap("X12 interchanges", partner: id)
        }
        let sender = InterchangeIdentity(
            qualifier: header.senderQualifier, id: header.senderID)
        let receiver = InterchangeIdentity(
            qualifier: header.receiverQualifier, id: header.receiverID)
        guard sender == addressing.theirs, receiver == addressing.ours else {
            return HoldReasons.partnerDisagrees(
                profile: id, sender: sender.description, receiver: receiver.description,
                expected: "sender \(addressing.theirs) and receiver \(addressing.ours)")
        }
        // ISA15 `I` is information: it binds nobody and goes where the partner goes.
        guard header.usage == profile.environment.usageIndicator || header.usage == "I" else {
            return HoldReasons.environmentDisagrees(
                usage: header.usage, profile: id, environment: profile.environment.rawValue)
        }
        return nil
    }
}

extension ValidationOptions {
    /// The profile's switches on top of the defaults.
    init(_ writing: X12Writing) {
        self.init()
        for tolerated in writing.tolerate { self[tolerated] = .warning }
        for strict in writing.strict { self[strict] = .error }
    }

    private subscript(name: ValidationSwitch) -> Strictness {
        get { self[keyPath: Self.path(name)] }
        set { self[keyPath: Self.path(name)] = newValue }
    }

    private static func path(
        _ name: ValidationSwitch
    ) -> WritableKeyPath<ValidationOptions, Strictness> {
        switch name {
        case .tooLong: \.tooLong
        case .unknownCode: \.unknownCode
        case .lowerCaseCodes: \.lowerCaseCodes
        case .controlCharacters: \.controlCharacters
        case .separatorsInElements: \.separatorsInElements
        case .shortDates: \.shortDates
        case .zeroDates: \.zeroDates
        case .decimalPoints: \.decimalPoints
        case .trailingSeparators: \.trailingSeparators
        case .conditions: \.conditions
        case .releaseDifferences: \.releaseDifferences
        case .levelOrder: \.levelOrder
        case .lineCountMismatch: \.lineCountMismatch
        case .hashTotalMismatch: \.hashTotalMismatch
        case .invoiceTotalMismatch: \.invoiceTotalMismatch
        case .orderTotalMismatch: \.orderTotalMismatch
        case .segmentCountMismatch: \.segmentCountMismatch
        case .setControlNumberMismatch: \.setControlNumberMismatch
        case .setCountMismatch: \.setCountMismatch
        case .groupControlNumberMismatch: \.groupControlNumberMismatch
        case .groupCountMismatch: \.groupCountMismatch
        case .interchangeControlNumberMismatch: \.interchangeControlNumberMismatch
        case .controlNumberPadding: \.controlNumberPadding
        case .duplicateControlNumber: \.duplicateControlNumber
        case .functionalIDMismatch: \.functionalIDMismatch
        case .groupDates: \.groupDates
        case .headerWidth: \.headerWidth
        case .headerValues: \.headerValues
        case .repetitionSeparator: \.repetitionSeparator
        case .lineWraps: \.lineWraps
        case .lastTerminatorMissing: \.lastTerminatorMissing
        }
    }
}

extension PostingContext {
    /// What the planner needs of a profile.
    init(_ profile: PartnerProfile) {
        self.init(partner: profile.id)
        kind = profile.kind == .department ? .department : .vendor
        vendorReference = profile.vendorCode
        items.crossReferences = profile.items.crossReferences
        let known = Dictionary(
            items.qualifiers.map { ($0.qualifier, $0.source) },
            uniquingKeysWith: { first, _ in first })
        items.qualifiers = profile.items.identifiers.map { ($0, known[$0] ?? .vendor) }
        for row in profile.units.rows {
            let (ours, factor) = (row.ours, row.factor)
            if let item = row.item {
                units.byItem[item, default: [:]][row.theirs] = .init(
                    unit: ours, numerator: factor.numerator, denominator: factor.denominator)
            } else {
                units.general[row.theirs] = .init(
                    unit: ours, numerator: factor.numerator, denominator: factor.denominator)
            }
        }
        costCentres = profile.costCentres.table
        costCentrePlaces = profile.costCentres.places.map { place in
            switch place {
            case .reference(let qualifier): .reference(qualifier: qualifier)
            case .party(let role): .party(role: role)
            }
        }
        tolerances.unitPricePercent = profile.tolerances.pricePercent
        tolerances.unitPriceAmount = profile.tolerances.priceAmount
        tolerances.eitherUnitPriceSuffices = true
        tolerances.quantityPercent = profile.tolerances.quantityPercent
        tolerances.totalAmount = profile.tolerances.totalAmount
        policy.confirmsOrders = profile.policy.confirmOrders
        policy.validatesReceipts = profile.policy.validateReceipts
        policy.postsInvoices = profile.policy.postInvoices
        policy.acceptsAcknowledgments = profile.policy.acceptAcknowledgments
        policy.billsBeforeReceipt = profile.policy.billBeforeReceipt
        policy.taxes = profile.policy.billTaxes ? .asLine : .exempt
        policy.charges = profile.policy.charges.mapValues { limit in
            limit.map { .upTo($0) } ?? .accept
        }
    }
}
