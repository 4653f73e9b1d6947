/// What stands around a document in an XML file and is no part of the document: who sends it to
/// whom, under which number and when. Maps write these facts where `write:` names them as
/// `$payloadID`, and read them there.
package struct XMLEnvelope: Hashable, Sendable {
    package enum Fact: String, CaseIterable, Sendable {
        /// The sender's number for the exchange; cXML's `payloadID`.
        case payloadID
        /// When it was written, `2026-03-01T12:00:00+00:00`.
        case timestamp
        case fromDomain, fromIdentity
        case toDomain, toIdentity
        case senderDomain, senderIdentity
        case sharedSecret
        /// `production` or `test`.
        case deploymentMode
        /// The program that wrote it.
        case userAgent
        /// `payloadID` of the document that this one answers or refers to.
        case orderPayloadID
    }

    private var values: [Fact: String] = [:]

    package init() {}

    package subscript(fact: Fact) -> String? {
        get { values[fact] }
        set { values[fact] = newValue }
    }

    package var isEmpty: Bool { values.isEmpty }
}
