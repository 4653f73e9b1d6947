import Foundation
import TestSupport
import Testing

/// The commands beside a daemon: what came in, what waits, and what a person may do about it.
@Suite(.serialized) struct JournalCommandTests {
    @Test func withoutAJournalTheySayHowToGetOne() throws {
        let site = try CommandSite()
        for command in ["overview", "status", "exchanges", "held"] {
            let result = try site.run(command)
            #expect(result.status == 66, "\(command)")
            #expect(result.error.contains("waybill serve"), "\(command)")
            #expect(result.output.isEmpty, "\(command)")
        }
    }

    @Test func folderThatIsNoAppliancesIs78() throws {
        let nothing = TemporaryDirectory()
        let result = try Command.run(["overview"], in: nothing.path)
        #expect(result.status == 78)
        #expect(result.error.contains("--root"))
    }

    /// What the daemon does with three files, seen through every command.
    @Test func commandsShowWhatTheDaemonDid() throws {
        let site = try CommandSite(seeded: true)
        let escape = "\u{1B}[2J"
        try site.serve {
            let inbound = "\(site.root)/spool/partners/apex-pharma/inbound"
            guard FileManager.default.fileExists(atPath: inbound) else { return false }
            return try site.run("exchanges", "--json").status == 0
        }
        try site.drop(
            try site.sample("apex-pharma/4-invoice-810.edi"), as: "invoice.edi", in: "apex-pharma")
        try site.drop(
            try site.sample("apex-pharma/5-unknown-item-810.edi"), as: "item.edi",
            in: "apex-pharma")
        try site.drop(Array("junk\(escape)".utf8), as: "ju\(escape)nk", in: "northfield-medical")
        try site.serve {
            try site.run("exchanges", "--json").objects().filter {
                $0["direction"] as? String == "inbound"
                    && !["incoming", "posting"].contains($0["state"] as? String)
            }.count == 3
        }
        try checkExchanges(site)
        try checkHeld(site)
        try checkShowAndTrace(site)
        try checkNothingIsRaw(site)
        try checkActions(site)
    }

    private func checkExchanges(_ site: CommandSite) throws {
        let rows = try site.run("exchanges", "--json").objects()
        let expected: Set = [
            "id", "direction", "folder", "file", "bytes", "sha256", "format", "contents",
            "environment", "controlNumber", "state", "validation", "delivery", "acknowledgment",
            "spoolFile", "attempts", "received", "updated",
        ]
        for row in rows { #expect(expected.isSubset(of: Set(row.keys)), "\(row.keys.sorted())") }
        let overview = try site.run("overview", "--json").objects()
        // An answer stands in the line of what it answers.
        #expect(overview.count == rows.filter { $0["answers"] as? Int == nil }.count)
        #expect(
            Set(overview[0].keys) == [
                "exchange", "direction", "file", "partner", "document", "outcome", "records",
                "acknowledgment", "next",
            ])
        #expect(try !site.run("status", "--json").objects().isEmpty)
        let held = try site.run("exchanges", "--state", "held", "--json").objects()
        #expect(held.count == 2)
        let none = try site.run("exchanges", "--partner", "nobody")
        #expect(none.status == 0)
        #expect(none.output.isEmpty)
    }

    private func checkHeld(_ site: CommandSite) throws {
        let held = try site.run("held", "list", "--json").objects()
        #expect(held.count == 2)
        for row in held {
            #expect(
                Set(row.keys) == [
                    "id", "partner", "file", "set", "reference", "state", "reason", "since",
                ])
            let reason = try #require(row["reason"] as? [String: Any])
            #expect(Set(reason.keys) == ["code", "message", "owner", "nextStep"])
        }
    }

    private func checkShowAndTrace(_ site: CommandSite) throws {
        let rows = try site.run("exchanges", "--json").objects()
        let row = try #require(rows.first { $0["file"] as? String == "invoice.edi" })
        let id = String(describing: try #require(row["id"]))
        let shown = try #require(try site.run("show", id, "--json").objects().first)
        #expect(
            Set(shown.keys) == ["exchange", "documents", "answers", "findings", "transitions"])
        #expect(try site.run("show", id).output.contains("APX-INV-118204"))
        let traced = try site.run("trace", "APX-INV-118204", "--json").objects()
        #expect(!traced.isEmpty)
        #expect(try site.run("trace", "apx-inv-118204").status == 0)
        #expect(try site.run("trace", "P00103").output.contains("850"))
        #expect(try site.run("trace", "NOSUCH").status == 66)
        #expect(try site.run("show", "999999").status == 66)
    }

    private func checkNothingIsRaw(_ site: CommandSite) throws {
        let ids = try site.run("exchanges", "--json").objects().map {
            String(describing: $0["id"] ?? "")
        }
        for arguments in [["overview"], ["exchanges"], ["held", "list"], ["status"]]
            + ids.map({ ["show", $0] })
        {
            for json in [[], ["--json"]] {
                let result = try Command.run(arguments + json, in: site.root)
                #expect(result.status == 0, "\(arguments)")
                #expect(!result.output.contains("\u{1B}"), "\(arguments)")
                #expect(!result.error.contains("\u{1B}"), "\(arguments)")
            }
        }
    }

    private func checkActions(_ site: CommandSite) throws {
        let held = try site.run("held", "list", "--json").objects()
        let whole = try #require(held.first { !(($0["id"] as? String)?.contains("/") ?? true) })
        let id = try #require(whole["id"] as? String)
        let rejected = try site.run("held", "reject", id, "--reason", "spam")
        #expect(rejected.status == 0)
        #expect(rejected.output.isEmpty)
        let again = try site.run("held", "reject", id, "--reason", "spam")
        #expect(again.status == 64)
        #expect(again.error.contains("rejected, not held"))
        #expect(try site.run("held", "release", "424242").status == 66)
        #expect(try site.run("held", "release", "x").status == 64)
        #expect(try site.run("replay", "424242").status == 66)
        let shown = try #require(try site.run("show", id, "--json").objects().first)
        let steps = try #require(shown["transitions"] as? [[String: Any]])
        #expect((steps.last?["actor"] as? String)?.hasPrefix("os:") == true)
    }

    @Test func secondDaemonOnTheSameFolderIs75() throws {
        let site = try CommandSite()
        try site.serve {
            guard FileManager.default.fileExists(atPath: "\(site.root)/var/journal.sqlite"),
                FileManager.default.fileExists(atPath: "\(site.root)/spool/partners")
            else { return false }
            let second = try site.run("serve")
            #expect(second.status == 75)
            #expect(second.error.contains("another waybill"))
            return true
        }
    }

    @Test func daemonWithBrokenMapsDoesNotStart() throws {
        let site = try CommandSite()
        try site.write("map: [", to: "maps/x12/810.yaml")
        let result = try site.run("serve")
        #expect(result.status == 78)
        #expect(result.error.contains("810.yaml"))
    }

    @Test func ledgerCommands() throws {
        let site = try CommandSite()
        let first = try site.run("ledger", "import", "maps/odoo/ledger-seed.yaml", "--json")
        let made = try #require(try first.objects().first)
        #expect(Set(made.keys) == ["created", "found"])
        let second = try site.run("ledger", "import", "maps/odoo/ledger-seed.yaml", "--json")
        #expect(try second.objects().first?["created"] as? Int == 0)
        #expect(try site.run("ledger", "list", "no.such").status == 64)
        #expect(try site.run("ledger", "import", "no-such.yaml").status == 66)
        try site.write("vendors: 7", to: "bad.yaml")
        #expect(try site.run("ledger", "import", "bad.yaml").status == 78)
        let orders = try site.run("ledger", "list", "purchase.order", "--json").objects()
        #expect(orders.count == 4)
    }
}
