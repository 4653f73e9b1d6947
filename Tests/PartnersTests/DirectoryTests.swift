import Configuration
import Partners
import Testing

@Suite struct DirectoryTests {
    private func text(_ id: String, sender: String? = nil, folder: String? = nil) -> String {
        """
        partner: \(id)
        name: \(id)
        kind: vendor
        environment: test
        vendorCode: V-\(id)
        folder: \(folder ?? id)
        identities:
          interchange: {qualifier: ZZ, id: \(sender ?? id)}
        documents:
          outbound:
            - {set: "850", release: "004010", map: x12/850}
        """
    }

    private func file(_ id: String, sender: String? = nil, folder: String? = nil) -> ProfileFile {
        ProfileFile(
            name: "\(id).yaml",
            content: .bytes(Array(text(id, sender: sender, folder: folder).utf8)))
    }

    private func load(
        _ files: [ProfileFile], after previous: PartnerDirectory = PartnerDirectory()
    ) -> PartnerDirectory {
        PartnerDirectory.load(
            files: files, previous: previous,
            ours: InterchangeIdentity(qualifier: "ZZ", id: "US"))
    }

    private func errors(_ directory: PartnerDirectory) -> [String] {
        directory.refused.flatMap { $0.errors.map(\.description) }
    }

    @Test func findsPartners() {
        let directory = load([file("b", sender: "BEE", folder: "hive"), file("a")])
        #expect(directory.count == 2)
        #expect(directory.profiles.map(\.id) == ["a", "b"])
        #expect(directory["b"]?.name == "b")
        #expect(directory["c"] == nil)
        #expect(directory.partner(folder: "hive")?.id == "b")
        #expect(directory.partner(folder: "b") == nil)
        #expect(
            directory.partner(sender: .init(qualifier: "ZZ", id: "BEE            "))?.id == "b")
        #expect(directory.partner(sender: .init(qualifier: "01", id: "BEE")) == nil)
        #expect(directory.refused.isEmpty)
    }

    @Test func brokenFileLeavesTheLastGoodVersion() {
        let good = load([file("a", sender: "OLD"), file("b")])
        let broken = ProfileFile(name: "a.yaml", content: .bytes(Array("partner: a\n".utf8)))
        let unchanged = ProfileFile(name: "b.yaml", content: .unchanged)
        let directory = load([broken, unchanged], after: good)
        #expect(directory.partner(sender: .init(qualifier: "ZZ", id: "OLD"))?.id == "a")
        #expect(directory.refused.map(\.file) == ["a.yaml"])
        #expect(errors(directory).first == "partners/a.yaml:1:1: 'kind' is missing")

        // Nothing changes: it stays refused and in force.
        let again = load(
            ["a.yaml", "b.yaml"].map { ProfileFile(name: $0, content: .unchanged) },
            after: directory)
        #expect(again["a"]?.identities.addressing?.theirs.id == "OLD")
        #expect(errors(again) == errors(directory))

        let repaired = load([file("a", sender: "NEW"), unchanged], after: again)
        #expect(repaired["a"]?.identities.addressing?.theirs.id == "NEW")
        #expect(repaired.refused.isEmpty)
    }

    @Test func brokenFileWithoutEarlierVersionIsNotInForce() {
        let directory = load([ProfileFile(name: "a.yaml", content: .bytes([]))])
        #expect(directory["a"] == nil)
        #expect(
            errors(directory) == [
                "partners/a.yaml:1:1: the file must be a block of keys and values, found nothing"
            ])
    }

    @Test func filesMayBeReadBeforehand() {
        let ours = InterchangeIdentity(qualifier: "ZZ", id: "US")
        let files = [text("a"), "partner: b"].enumerated().map { index, text in
            let name = "\(["a", "b"][index]).yaml"
            let reading = ProfileReading(Array(text.utf8), file: "partners/\(name)", ours: ours)
            return ProfileFile(name: name, content: .read(reading))
        }
        let directory = load(files)
        #expect(directory["a"]?.identities.addressing?.ours == ours)
        #expect(directory.refused.map(\.file) == ["b.yaml"])
    }

    @Test func removedFileTakesThePartnerAway() {
        let directory = load([file("a")], after: load([file("a"), file("b")]))
        #expect(directory["b"] == nil)
        #expect(directory.count == 1)
    }

    @Test func unreadableFileLeavesTheLastGoodVersion() {
        let directory = load(
            [ProfileFile(name: "a.yaml", content: .unreadable("permission denied"))],
            after: load([file("a")]))
        #expect(directory["a"] != nil)
        #expect(
            errors(directory) == [
                "partners/a.yaml: the file cannot be read: permission denied"
            ])
    }

    @Test func newcomersDisputingAFolderAreAllRefused() {
        let directory = load([file("a", folder: "x"), file("b", folder: "x"), file("c")])
        #expect(directory.profiles.map(\.id) == ["c"])
        #expect(
            errors(directory) == [
                "partners/a.yaml:6:9: the folder 'x' is also that of partners/b.yaml; write another 'folder' in one of them",
                "partners/b.yaml:6:9: the folder 'x' is also that of partners/a.yaml; write another 'folder' in one of them",
            ])
    }

    @Test func whoHeldASenderKeepsIt() {
        let first = load([file("b", sender: "S")])
        let directory = load([file("a", sender: "S"), file("b", sender: "S")], after: first)
        #expect(directory.partner(sender: .init(qualifier: "ZZ", id: "S"))?.id == "b")
        #expect(directory["a"] == nil)
        #expect(
            errors(directory) == [
                "partners/a.yaml:8:16: the interchange sender ZZ/S is also that of partners/b.yaml; correct 'identities.interchange' in one of them"
            ])
        // The newcomer comes into force when the sender is free, without being touched.
        let freed = load([ProfileFile(name: "a.yaml", content: .unchanged)], after: directory)
        #expect(freed.partner(sender: .init(qualifier: "ZZ", id: "S"))?.id == "a")
    }

    @Test func partnersMayExchangeFolders() {
        let first = load([file("a", folder: "x"), file("b", folder: "y")])
        let directory = load([file("a", folder: "y"), file("b", folder: "x")], after: first)
        #expect(directory.partner(folder: "x")?.id == "b")
        #expect(directory.refused.isEmpty)
    }

    @Test func aRefusedChangeFallsBackAndMayPushOthersBack() {
        // b wants a's folder and fails; b's own folder, which c wanted meanwhile, stays b's.
        let first = load([file("a"), file("b"), file("c")])
        let directory = load(
            [file("a"), file("b", folder: "a"), file("c", folder: "b")], after: first)
        for id in ["a", "b", "c"] { #expect(directory[id]?.folder == id) }
        #expect(directory.refused.map(\.file) == ["b.yaml", "c.yaml"])
    }

    @Test func ymlIsRefusedWithAReason() {
        #expect(ProfileFile.isProfile("a.yml"))
        #expect(!ProfileFile.isProfile(".a.yaml"))
        #expect(!ProfileFile.isProfile("a.yaml~"))
        let directory = load([ProfileFile(name: "a.yml", content: .bytes([]))])
        #expect(
            errors(directory) == [
                "partners/a.yml: a profile's name ends with .yaml; call the file a.yaml"
            ])
    }
}
