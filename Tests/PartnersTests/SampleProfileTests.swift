import Configuration
import Diagnostics
import Foundation
import Partners
import TestSupport
import Testing

/// The profiles and settings the repository ships.
@Suite struct SampleProfileTests {
    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(RepositoryRoot.path)/\(path)")))
    }

    static let samples = [
        "apex-pharma", "cedarbrook-supply", "northfield-medical", "ortholine-devices",
        "stmarys-surgery",
    ]

    @Test(arguments: samples)
    func sampleIsWhole(_ name: String) throws {
        let profile = try PartnerProfile.decode(
            try Self.bytes("partners/\(name).yaml"), file: "partners/\(name).yaml")
        #expect(profile.id == name)
        #expect(profile.environment == .test)
        #expect(profile.documents.hasX12 == (profile.identities.addressing != nil))
        for flow in profile.documents.inbound + profile.documents.outbound
        where flow.transactionSet != nil {
            #expect(flow.map == "x12/\(flow.transactionSet ?? "")")
        }
    }

    @Test func everyProfileIsATestedSample() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: "\(RepositoryRoot.path)/partners")
        #expect(
            files.filter { $0.hasSuffix(".yaml") }.sorted() == Self.samples.map { "\($0).yaml" })
    }

    @Test func northfieldInDetail() throws {
        let profile = try PartnerProfile.decode(
            try Self.bytes("partners/northfield-medical.yaml"), file: "northfield-medical.yaml")
        let addressing = try #require(profile.identities.addressing)
        #expect(addressing.theirs == InterchangeIdentity(qualifier: "01", id: "084512973      "))
        #expect(addressing.groupTheirs == "084512973")
        #expect(addressing.groupOurs == "STMARYSHOSP")
        #expect(profile.vendorCode == "V-NORTHFIELD")
        #expect(profile.folder == "northfield-medical")
        #expect(profile.x12.newline)
        #expect(profile.x12.tolerate == [.lineCountMismatch])
        #expect(profile.acknowledgments.dueWithin == .seconds(4 * 3600))
        #expect(profile.units.row(unit: "CT", item: nil)?.ours == "CA")
        #expect(profile.units.row(unit: "CT", item: "NF-20310")?.factor.description == "4/1")
        #expect(profile.units.row(unit: "CT", item: "NF-10422")?.ours == "CA")
        #expect(profile.units.row(unit: "EA", item: nil) == nil)
        #expect(profile.costCentres.places.map(\.description) == ["REF*CA", "REF*DP"])
        #expect(profile.tolerances.pricePercent.description == "0.5")
        #expect(profile.limits.fileByteCountMax == 20 << 20)
        #expect(profile.duplicates == .answerAgain)
        #expect(profile.documents.inbound(set: "856", release: "004010")?.map == "x12/856")
        #expect(profile.documents.inbound(set: "820", release: "004010") == nil)
    }

    @Test func theSettingsFileSaysTheDefaults() throws {
        let settings = try ApplianceSettings.decode(
            try Self.bytes("waybill.yaml"), file: "waybill.yaml")
        var expected = ApplianceSettings()
        expected.company = "St. Mary's Hospital"
        expected.identity = InterchangeIdentity(qualifier: "ZZ", id: "STMARYSHOSP")
        #expect(settings == expected)
    }
}
