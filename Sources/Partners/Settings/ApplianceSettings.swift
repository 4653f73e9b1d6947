package import Diagnostics

/// The appliance as `waybill.yaml` describes it. Every key may be left out; `init()` is what an
/// empty file means.
package struct ApplianceSettings: Sendable, Equatable {
    /// Where records are posted.
    package enum ERP: Hashable, Sendable {
        /// The ledger kept in a SQLite file of our own.
        case ledger(path: String)
    }

    package struct Spool: Hashable, Sendable {
        package var path = "spool"
        /// How long a dropped file must stay unchanged before it is taken.
        package var settle = Duration.milliseconds(500)
        /// How often folders are looked at although nothing was reported.
        package var rescan = Duration.seconds(10)
    }

    package struct Retry: Hashable, Sendable {
        /// The wait after the first failure; each further one is twice as long.
        package var first = Duration.seconds(1)
        /// The longest wait.
        package var longest = Duration.seconds(300)
        /// Failures after which the work is set aside for a person.
        package var attempts = 20
    }

    package var environment = DeploymentEnvironment.test
    /// Who operates the appliance, as documents and pages name it.
    package var company: String?
    /// Who we are in interchanges, where a profile does not say otherwise.
    package var identity: InterchangeIdentity?
    package var journalPath = "var/journal.sqlite"
    package var erp = ERP.ledger(path: "var/ledger.sqlite")
    package var spool = Spool()
    package var mapsPath = "maps"
    package var partnersPath = "partners"
    /// Documents worked on at a time.
    package var workers = 2
    /// How often the ERP is asked for orders to send.
    package var orderPoll = Duration.seconds(5)
    package var retry = Retry()
    package var limits = Limits()

    package init() {}

    /// The same settings with relative paths put under `folder`: a path in `waybill.yaml` is
    /// relative to the folder that holds it.
    package func resolved(against folder: String) -> ApplianceSettings {
        func absolute(_ path: String) -> String {
            path.hasPrefix("/") || folder.isEmpty
                ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
        }
        var settings = self
        settings.journalPath = absolute(journalPath)
        settings.spool.path = absolute(spool.path)
        settings.mapsPath = absolute(mapsPath)
        settings.partnersPath = absolute(partnersPath)
        switch erp {
        case .ledger(let path): settings.erp = .ledger(path: absolute(path))
        }
        return settings
    }
}
