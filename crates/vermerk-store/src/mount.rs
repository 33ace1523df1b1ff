//! Which file system a folder lies on. Locks and syncs on network file systems do not keep what they promise.

use std::path::Path;

use fs_err as fs;

/// File systems that lie on another machine, as Linux names them.
const NETWORK: [&str; 14] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "9p",
    "ceph",
    "lustre",
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.davfs",
    "fuse.rclone",
];

/// The kind of network file system on which a folder lies; `None` for a local one, and where it cannot be told.
pub(crate) fn network(folder: &Path) -> Option<String> {
    let folder = fs::canonicalize(folder).ok()?;
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    let kind = kind_of(&folder, &mounts)?;
    NETWORK.contains(&kind).then(|| kind.to_owned())
}

/// The file system of the mount with the longest path above the folder; of two at one place the later hides the other.
fn kind_of<'a>(folder: &Path, mounts: &'a str) -> Option<&'a str> {
    let mut best = None;
    for line in mounts.lines() {
        // "36 35 98:0 /root /mount/point options … - kind source options"
        let Some((place, kind)) = line.split_once(" - ") else { continue };
        let Some(point) = place.split(' ').nth(4).map(unescape) else { continue };
        let depth = Path::new(&point).components().count();
        if folder.starts_with(&point) && best.is_none_or(|(deepest, _)| depth >= deepest) {
            best = kind.split(' ').next().map(|kind| (depth, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

/// Linux writes space, tab, line feed and backslash as three octal digits.
fn unescape(point: &str) -> String {
    point.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_and_latest_mount_decides() {
        let mounts = "\
21 1 254:0 / / rw shared:1 - ext4 /dev/vda rw
22 21 0:40 / /srv/akten rw shared:2 - nfs4 host:/akten rw
23 21 0:41 / /srv/eigene\\040akten rw - cifs //host/x rw
24 22 254:1 / /srv/akten/ablage rw master:3 - xfs /dev/vdb rw
25 22 254:1 / /mnt rw - xfs /dev/vdb rw
26 22 0:9 / /mnt rw - fuse.sshfs host: rw
";
        for (folder, kind) in [
            ("/var/lib/vermerk", "ext4"),
            ("/srv/akten", "nfs4"),
            ("/srv/akten/2025", "nfs4"),
            ("/srv/aktenneu", "ext4"),
            ("/srv/eigene akten/x", "cifs"),
            ("/srv/akten/ablage/store", "xfs"),
            ("/mnt/store", "fuse.sshfs"),
        ] {
            assert_eq!(kind_of(Path::new(folder), mounts), Some(kind), "{folder}");
        }
    }
}
