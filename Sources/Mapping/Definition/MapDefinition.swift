package import Configuration
package import Documents

/// A map file as read, before it is held against the set's table and the document's schema.
///
/// Every text keeps the file and place it was written at, because an overlay brings entries from
/// another file and an error must point into the right one.
package struct MapDefinition: Sendable {
    package enum Format: String, Sendable, CaseIterable { case x12, xml }

    /// Which ways the map works. X12 maps always work both ways; an XML map may only read.
    package enum Direction: String, Sendable, CaseIterable { case both, read }

    /// Path under `maps/` without the extension, such as `x12/850`.
    package let name: String
    package let file: String
    package let format: Format
    package let document: DocumentType
    package let direction: Direction
    /// ST01 of an X12 map.
    package let set: MapText?
    /// Root element and namespaces of an XML map. The root may be a path, as
    /// `cXML/Request/OrderRequest`, where several documents share one root.
    package let root: MapText?
    package let namespaces: [(prefix: String, uri: MapText)]
    /// System identifier of the document type that an XML map writes.
    package let doctype: MapText?
    /// Fields that always hold the same (XML).
    package let with: [MapConstant]
    /// What an XML map writes besides the document's fields.
    package let write: [MapConstant]
    /// For an element, the elements it may hold, in the order they must stand.
    package let order: [MapOrder]
    package var fields: [MapEntry]
    package var hierarchy: MapHierarchy?
    /// Places that hold a computed count: `CTT01: lines`.
    package let counts: [(place: MapText, what: MapText)]
}

/// Where something stands in a map or overlay file.
package struct MapPlace: Hashable, Sendable {
    package let file: String
    package let mark: ConfigurationNode.Mark?

    package init(file: String, mark: ConfigurationNode.Mark?) {
        self.file = file
        self.mark = mark
    }

    func error(_ message: String, suggestion: String? = nil) -> ConfigurationError {
        ConfigurationError(file: file, mark: mark, message: message, suggestion: suggestion)
    }
}

/// A text with its place.
package struct MapText: Hashable, Sendable {
    package let text: String
    package let place: MapPlace
}

/// One line of a `fields:` block: a field or a nested group of the document, and where it is in
/// the format.
package struct MapEntry: Sendable {
    package let name: String
    package let place: MapPlace
    package var binding: MapBinding
}

package indirect enum MapBinding: Sendable {
    /// A field at a place.
    case value(MapValue)
    /// A nested group, one entry for each occurrence of a segment, loop or element.
    case each(MapRepeat)
    /// A nested group, one entry for each run of elements in one segment.
    case pairs(range: MapText, fields: [MapText])
    /// A nested group of at most one entry, filled from places of the enclosing scope.
    case once([MapEntry])
    /// An overlay's entry that reaches into a nested group of the map below.
    case inside([MapEntry])
}

/// What `each` says besides the group's name.
package struct MapRepeat: Sendable {
    /// Segment, loop or element; `.` for one entry of the enclosing element itself (XML).
    package let path: MapPath
    package var fields: [MapEntry]
    /// X12: what else the segment holds. XML: fields that always hold the same.
    package let with: [MapConstant]
    /// What else the element holds when it is written (XML).
    package let write: [MapConstant]
    /// Field that holds the ordinal of the entry (XML).
    package let number: MapText?
}

/// The elements that one element may hold, in the order they must stand.
package struct MapOrder: Sendable {
    /// The element, with its prefix.
    package let element: MapText
    package let children: [MapText]
}

/// A place, or several. X12: the first that the release has counts: 850 texts stand in MSG in
/// 004010 and in MTX in 005010, so a map says `[MSG01, MTX02]`. XML: the first that has a value
/// counts, and the first is written.
package struct MapPath: Hashable, Sendable {
    /// Never empty.
    package let choices: [MapText]

    var first: MapText { choices[0] }
}

package struct MapValue: Sendable {
    package let path: MapPath
    /// Converter named by `as:`.
    package let converter: MapText?
    /// `codes:` from the document's word to the format's code.
    package let codes: [(word: String, code: MapText)]
    /// What becomes of codes that are not in `codes`.
    package let unlisted: UnlistedCodes
    /// What the field holds when the place has nothing, as the format's standard defines (XML).
    package let standard: MapText?
    /// What else the segment must hold when it is written.
    package let with: [MapConstant]
}

/// What becomes of a code that is not in the map's table.
package enum UnlistedCodes: String, Sendable, CaseIterable {
    /// It is an error both ways.
    case hold
    /// It stays as it is both ways, unless the table gives its word another meaning.
    case keep
    /// Reading holds; writing leaves it out and says so.
    case omit
}

/// A constant of `with:` or `write:`.
package struct MapConstant: Sendable {
    package let path: MapText
    package let value: MapText
}

/// The HL tree of a ship notice.
package struct MapHierarchy: Sendable {
    /// The loop, such as `HL`.
    package let loop: MapText
    package var levels: [MapLevel]
    /// Where the code of the structure is, such as `BSN05`, and its field.
    package let structures: [(code: String, place: MapPlace, levels: [String])]
    package let structureField: MapText
}

package struct MapLevel: Sendable {
    /// HL03.
    package let code: String
    package let place: MapPlace
    /// `document`, or the path of a group: `orders`, `orders/lines`.
    package let into: MapText
    /// Fields that hold the entry's number, its container's number and its level code.
    package let number: MapText?
    package let within: MapText?
    package let level: MapText?
    /// Field that names the enclosing entry by its `number` when no level above does.
    package let orphans: MapText?
    package var fields: [MapEntry]
}
