extension SpoolDirectory {
    /// The partner folders that are there, in the order of their names: those of profiles and any
    /// that somebody else made. Entries with other names are passed over.
    package func partnerFolders() throws(SpoolError) -> [PartnerFolder] {
        let partners = try fileSystem.openDirectory(
            [FileName(trusted: "partners")], in: rootDirectory)
        var folders: [PartnerFolder] = []
        try fileSystem.list(partners) { name throws(SpoolError) in
            if !name.isHidden, let folder = PartnerFolder(name.description) {
                folders.append(folder)
            }
            return true
        }
        return folders.sorted()
    }
}
