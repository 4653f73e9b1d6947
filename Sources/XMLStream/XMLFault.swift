package import Diagnostics

/// What ended the reading of a document, before it is put into words.
struct XMLFault: Equatable {
    enum Kind: Equatable {
        case tooLarge(Int)
        case tooDeep
        case tooManyAttributes
        case tooManyNamespaces
        case tooManyNames
        case textTooLong
        case attributeTooLong
        case markupTooLong
        case documentTypeRefused
        case internalSubsetRefused
        case misplacedDeclaration
        case encodingUnsupported(String)
        case encodingInvalid(String)
        case notXML
        case empty
        case truncated(String)
        case outOfMemory
        case libxml(code: Int, message: String)
    }

    let kind: Kind
    /// Offset in the file.
    let offset: Int
    /// 1-based line in the file.
    let line: Int

    init(_ kind: Kind, offset: Int, line: Int) {
        self.kind = kind
        self.offset = offset
        self.line = line
    }
}

extension DiagnosticCode {
    package static let xmlTooLarge = DiagnosticCode("xml.too-large")
    package static let xmlTooDeep = DiagnosticCode("xml.too-deep")
    package static let xmlTooManyAttributes = DiagnosticCode("xml.too-many-attributes")
    package static let xmlTooManyNamespaces = DiagnosticCode("xml.too-many-namespaces")
    package static let xmlTooManyNames = DiagnosticCode("xml.too-many-names")
    package static let xmlTextTooLong = DiagnosticCode("xml.text-too-long")
    package static let xmlMarkupTooLong = DiagnosticCode("xml.markup-too-long")
    package static let xmlDocumentTypeRefused = DiagnosticCode("xml.document-type-refused")
    package static let xmlInternalSubsetRefused = DiagnosticCode("xml.internal-subset-refused")
    package static let xmlEntityUnknown = DiagnosticCode("xml.entity-unknown")
    package static let xmlNamespaceUnknown = DiagnosticCode("xml.namespace-unknown")
    package static let xmlEncodingUnsupported = DiagnosticCode("xml.encoding-unsupported")
    package static let xmlEncodingInvalid = DiagnosticCode("xml.encoding-invalid")
    package static let xmlEncodingMismatch = DiagnosticCode("xml.encoding-mismatch")
    package static let xmlNotXML = DiagnosticCode("xml.not-xml")
    package static let xmlEmpty = DiagnosticCode("xml.empty")
    package static let xmlTruncated = DiagnosticCode("xml.truncated")
    package static let xmlNotWellFormed = DiagnosticCode("xml.not-well-formed")
    package static let xmlOutOfMemory = DiagnosticCode("xml.out-of-memory")
}

extension XMLFault {
    /// The finding: one sentence with the line, and the path of the open elements.
    func diagnostic(path: String, limits: Limits) -> Diagnostic {
        let words = words(limits)
        var place = DiagnosticPlace()
        if !path.isEmpty { place.path = path }
        return Diagnostic(
            words.code, .error, "\(words.message) (line \(line), byte \(offset))",
            range: ByteRange(offset: offset, length: 0), place: place,
            expected: words.expected, found: words.found,
            responsible: kind == .outOfMemory ? .operator : .partner)
    }

    private struct Words {
        let code: DiagnosticCode
        let message: String
        var expected: String?
        var found: String?

        init(
            _ code: DiagnosticCode, _ message: String, expected: String? = nil,
            found: String? = nil
        ) {
            self.code = code
            self.message = message
            self.expected = expected
            self.found = found
        }
    }

    private func words(_ limits: Limits) -> Words {
        switch kind {
        case .tooLarge, .tooDeep, .tooManyAttributes, .tooManyNamespaces, .tooManyNames,
            .textTooLong, .attributeTooLong, .markupTooLong:
            limitWords(limits)
        case .documentTypeRefused:
            Words(
                .xmlDocumentTypeRefused,
                "the file has a document type declaration, which is accepted for cXML only",
                expected: "no DOCTYPE, or that of cXML")
        case .internalSubsetRefused:
            Words(
                .xmlInternalSubsetRefused,
                "the document type declaration defines entities or elements of its own",
                expected: "a DOCTYPE without [ ]")
        case .misplacedDeclaration:
            Words(
                .xmlNotWellFormed, "there is a declaration where none may stand",
                expected: "an element, a comment or CDATA after '<!'")
        case .encodingUnsupported(let name):
            Words(
                .xmlEncodingUnsupported, "the encoding '\(name)' is not supported",
                expected: "UTF-8, UTF-16, ISO-8859-1 or Windows-1252", found: name)
        case .encodingInvalid(let name):
            Words(
                .xmlEncodingInvalid, "the bytes here are not \(name) text",
                expected: "text in the encoding that the first line declares", found: name)
        case .notXML: Words(.xmlNotXML, "the file does not begin like XML", expected: "'<'")
        case .empty: Words(.xmlEmpty, "the file holds no element", expected: "a root element")
        case .truncated(let place):
            Words(.xmlTruncated, "the file ends inside \(place)", expected: "the rest of it")
        case .outOfMemory: Words(.xmlOutOfMemory, "there was no memory to read the file")
        case .libxml(let code, let message): Self.libxmlWords(code, message)
        }
    }

    private func limitWords(_ limits: Limits) -> Words {
        switch kind {
        case .tooDeep:
            Words(
                .xmlTooDeep, "elements are nested deeper than \(limits.xmlDepthMax) levels",
                expected: "at most \(limits.xmlDepthMax) levels")
        case .tooManyAttributes:
            Words(
                .xmlTooManyAttributes,
                "an element has more than \(limits.xmlAttributeCountMax) attributes",
                expected: "at most \(limits.xmlAttributeCountMax)")
        case .tooManyNamespaces:
            Words(
                .xmlTooManyNamespaces, "more namespaces are declared than a document needs",
                expected: "at most \(XMLEventSink.namespaceCountMax) in force at one place")
        case .tooManyNames:
            Words(
                .xmlTooManyNames, "the file uses more different names than a document needs",
                expected: "at most \(XMLNameTable.countMax)")
        case .attributeTooLong:
            Words(
                .xmlTextTooLong,
                "an attribute value is longer than \(limits.xmlTextByteCountMax) bytes",
                expected: "at most \(limits.xmlTextByteCountMax) bytes")
        case .markupTooLong:
            Words(
                .xmlMarkupTooLong,
                "a tag, comment or other markup is longer than \(limits.xmlTextByteCountMax) bytes",
                expected: "at most \(limits.xmlTextByteCountMax) bytes")
        case .tooLarge(let count):
            Words(
                .xmlTooLarge, "the file is larger than \(limits.xmlByteCountMax) bytes",
                expected: "at most \(limits.xmlByteCountMax) bytes", found: "\(count) or more")
        default:
            Words(
                .xmlTextTooLong, "a text is longer than \(limits.xmlTextByteCountMax) bytes",
                expected: "at most \(limits.xmlTextByteCountMax) bytes")
        }
    }

    /// Codes of `xmlParserErrors` in libxml/xmlerror.h.
    private static func libxmlWords(_ code: Int, _ message: String) -> Words {
        let detail = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return switch code {
        case 2: Words(.xmlOutOfMemory, "there was no memory to read the file")
        case 81,
            9 where detail.hasPrefix("Input is not proper"):
            Words(
                .xmlEncodingInvalid,
                "a character here is not valid in the declared encoding: \(detail)",
                expected: "text in the encoding that the first line declares")
        case 26, 27:
            Words(
                .xmlEntityUnknown, "an entity is used that XML does not define: \(detail)",
                expected: "one of &amp; &lt; &gt; &quot; &apos; or a character number")
        case 201: Words(.xmlNamespaceUnknown, "a prefix is not declared: \(detail)")
        case 74, 77: Words(.xmlTruncated, "the file ends too early: \(detail)")
        default: Words(.xmlNotWellFormed, "this is not well-formed XML: \(detail)")
        }
    }
}
