import Configuration
import Foundation
import TestSupport
import Testing

@testable import Partners

/// The JSON Schemas offer exactly the keys that the decoders ask for.
@Suite struct SchemaAgreementTests {
    private typealias Object = [String: Any]

    private static func paths(of schema: String) throws -> Set<String> {
        let path = "\(RepositoryRoot.path)/docs/\(schema).schema.json"
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? Object)
        #expect(root["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        return paths(in: root, under: "")
    }

    private static func paths(in schema: Object, under path: String) -> Set<String> {
        var found: Set<String> = []
        for (key, value) in schema["properties"] as? Object ?? [:] {
            guard let value = value as? Object else { continue }
            let name = path.isEmpty ? key : "\(path).\(key)"
            #expect(value["description"] is String, "\(name) has no description")
            found.insert(name)
            found.formUnion(paths(in: value, under: name))
            if let items = value["items"] as? Object {
                found.formUnion(paths(in: items, under: "\(name)[]"))
            }
        }
        return found
    }

    @Test func profile() throws {
        let faults = ConfigurationFaults(file: "acme.yaml")
        _ = try DecodedProfile.read(Array(ProfileText.full.utf8), faults: faults, ours: nil)
        #expect(faults.knownPaths == (try Self.paths(of: "partner")))
    }

    @Test func settings() throws {
        let faults = ConfigurationFaults(file: "waybill.yaml")
        _ = try ApplianceSettings.decode(
            try SampleProfileTests.bytes("waybill.yaml"), faults: faults)
        #expect(faults.knownPaths == (try Self.paths(of: "settings")))
    }
}
