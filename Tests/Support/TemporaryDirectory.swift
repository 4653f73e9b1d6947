import Foundation

/// A directory that exists as long as the value lives.
package final class TemporaryDirectory: Sendable {
    /// Absolute path without a trailing slash.
    package let path: String

    package init() {
        path = "\(NSTemporaryDirectory().trimmedOfSlash)/waybill-test-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("no temporary directory: \(error)")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension String {
    fileprivate var trimmedOfSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
