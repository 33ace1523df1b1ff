use std::collections::BTreeMap;

/// Why a name within a submission is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadName {
    /// It leads out of the folder, or is absolute, on any system.
    #[error("leads out of the submission")]
    Outside,
    /// It is a device on Windows, or a name Windows changes.
    #[error("is reserved on Windows")]
    Reserved,
}

/// Whether a name may not stand in a submission: it leads out of the folder (`..`, absolute, a drive, a share) or is one
/// that a Windows server would change or take for a device.
pub(crate) fn refused(name: &str) -> Option<BadName> {
    let outside = name.is_empty()
        || name.starts_with(['/', '\\'])
        || name.contains('\\')
        || name.contains('\0')
        || name.as_bytes().get(1) == Some(&b':')
        || name.split('/').any(|part| part == ".." || part == "." || part.is_empty());
    if outside {
        return Some(BadName::Outside);
    }
    let reserved = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
        let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CLOCK$")
            || ["COM", "LPT"].iter().any(|port| {
                stem.strip_prefix(port)
                    .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit() && b != b'0'))
            });
        device || part.ends_with(['.', ' ']) || part.contains(['<', '>', '"', '|', '?', '*'])
    };
    name.split('/').any(reserved).then_some(BadName::Reserved)
}

/// Names that a Windows server takes for one another, in pairs.
pub(crate) fn clashes<'n>(names: impl Iterator<Item = &'n str>) -> Vec<(&'n str, &'n str)> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut clashes = Vec::new();
    for name in names {
        if let Some(first) = seen.insert(name.to_lowercase(), name) {
            clashes.push((first, name));
        }
    }
    clashes
}
