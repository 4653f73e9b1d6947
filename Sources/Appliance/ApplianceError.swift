/// Why the appliance cannot start or go on.
package struct ApplianceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// `waybill.yaml`, a profile or a map is bad.
        case configuration
        /// A file or folder cannot be read or written.
        case io
        /// Another process works on the same folder.
        case locked
        /// The ERP cannot be reached.
        case unavailable
        /// A fault of ours.
        case software
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
