import Diagnostics
import Partners
import Testing

@Suite struct SettingsTests {
    private func decode(_ text: String) -> Result<ApplianceSettings, any Error> {
        Result { try ApplianceSettings.decode(Array(text.utf8), file: "waybill.yaml") }
    }

    private func errors(_ text: String) -> String {
        switch decode(text) {
        case .success: ""
        case .failure(let error): "\(error)"
        }
    }

    @Test(arguments: ["", "# nothing yet\n", "environment: test"])
    func whatIsLeftOutIsTheDefault(_ text: String) throws {
        #expect(try decode(text).get() == ApplianceSettings())
    }

    @Test func readsValues() throws {
        let settings = try decode(
            """
            environment: production
            identity: {qualifier: "01", id: "004512339"}
            journal: {path: /srv/j.sqlite}
            erp: {kind: ledger, path: l.sqlite}
            spool: {path: s, settle: 2s, rescan: 1m}
            folders: {maps: m, partners: p}
            workers: 4
            orders: {poll: 30s}
            retry: {first: 2s, longest: 1h, attempts: 3}
            limits: {segmentByteCountMax: 2MiB, xmlDepthMax: 16}
            """
        ).get().resolved(against: "/etc/waybill")
        #expect(settings.environment == .production)
        #expect(settings.identity?.description == "01/004512339")
        #expect(settings.journalPath == "/srv/j.sqlite")
        #expect(settings.erp == .ledger(path: "/etc/waybill/l.sqlite"))
        #expect(settings.spool.path == "/etc/waybill/s")
        #expect(settings.spool.settle == .seconds(2))
        #expect(settings.spool.rescan == .seconds(60))
        #expect(settings.mapsPath == "/etc/waybill/m")
        #expect(settings.partnersPath == "/etc/waybill/p")
        #expect(settings.workers == 4)
        #expect(settings.orderPoll == .seconds(30))
        #expect(settings.retry.first == .seconds(2))
        #expect(settings.retry.longest == .seconds(3600))
        #expect(settings.retry.attempts == 3)
        #expect(settings.limits.segmentByteCountMax == 2 << 20)
        #expect(settings.limits.xmlDepthMax == 16)
        #expect(settings.limits.elementCountMax == Limits().elementCountMax)
    }

    @Test func everyLimitCanBeSet() throws {
        for case (let name?, let value) in Mirror(reflecting: Limits()).children {
            let settings = try decode("limits: {\(name): 7}").get()
            let field = Mirror(reflecting: settings.limits).children.first { $0.label == name }
            #expect(field?.value as? Int == 7, "\(name), by default \(value)")
        }
    }

    @Test(arguments: [
        (
            "enviroment: test",
            "waybill.yaml:1:1: unknown key 'enviroment'; did you mean 'environment'?"
        ),
        (
            "workers: 0", "waybill.yaml:1:10: 'workers' is 0; it must lie between 1 and 64"
        ),
        (
            "erp: {kind: odoo}",
            "waybill.yaml:1:13: 'erp.kind' is 'odoo', which is not one of its values; use one of ledger"
        ),
        (
            "retry: {first: 10m, longest: 5m}",
            "waybill.yaml:1:30: 'retry.longest' is shorter than 'retry.first'"
        ),
        (
            "orders: {poll: 0s}",
            "waybill.yaml:1:16: 'orders.poll' must be longer than zero"
        ),
        (
            "limits: {xmlDepthMax: 0, segmentByteCount: 1}",
            "waybill.yaml:1:23: 'limits.xmlDepthMax' must be at least 1\nwaybill.yaml:1:26: unknown key 'segmentByteCount' in 'limits'; did you mean 'segmentByteCountMax'?"
        ),
        (
            "spool: {settle: 500}",
            "waybill.yaml:1:17: 'spool.settle' must be a time with its unit, such as 500ms, 90s, 30m, 4h or 2d, found '500'"
        ),
    ])
    func refuses(_ text: String, _ expected: String) {
        #expect(errors(text) == expected)
    }
}
