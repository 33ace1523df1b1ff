use tempfile::TempDir;

use super::*;

fn head(lines: u64) -> LedgerHead {
    LedgerHead { lines, hash: format!("{lines:064x}") }
}

#[test]
fn a_key_is_its_owners_alone_and_never_overwritten() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("key");
    let key = SigningKey::create(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(SigningKey::load(&path).unwrap().public(), key.public());
    assert!(matches!(SigningKey::create(&path), Err(KeyError::Io(_))));
    let secret = fs::read_to_string(&path).unwrap().lines().nth(1).unwrap()[32..96].to_owned();
    assert!(!format!("{key:?}").contains(&secret));
    fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(SigningKey::load(&path), Err(KeyError::Exposed { .. })));
    fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&path, "vermerk ledger key 1\nabcd\n").unwrap();
    assert!(matches!(SigningKey::load(&path), Err(KeyError::NoKey { .. })));
}

#[test]
fn states_are_appended_and_every_changed_byte_is_a_bad_line() {
    let folder = TempDir::new().unwrap();
    let key = SigningKey::create(&folder.path().join("key")).unwrap();
    let file = folder.path().join("heads");
    for lines in [1, 5, 5, 9] {
        key.sign(&file, &head(lines), 1_700_000_000).unwrap();
    }
    let read = || SignedHeads::read(&file, &key.public()).unwrap();
    assert_eq!(read().states(), [head(1), head(5), head(9)]);
    let good = fs::read(&file).unwrap();
    let first = good.iter().position(|byte| *byte == b'\n').unwrap();
    for at in 0..first {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(&file, &bad).unwrap();
        let found = read();
        assert_eq!(found.bad_lines.first(), Some(&1), "byte {at}");
        assert!(!found.states().contains(&head(1)), "byte {at}");
    }
    // Another key's signature is none.
    let other = SigningKey::create(&folder.path().join("other")).unwrap();
    fs::write(&file, &good).unwrap();
    other.sign(&file, &head(12), 1_700_000_000).unwrap();
    assert_eq!(read().bad_lines, [4]);
}

#[test]
fn a_write_cut_short_does_not_swallow_the_next() {
    let folder = TempDir::new().unwrap();
    let key = SigningKey::create(&folder.path().join("key")).unwrap();
    let file = folder.path().join("heads");
    key.sign(&file, &head(1), 0).unwrap();
    key.sign(&file, &head(2), 0).unwrap();
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 20]).unwrap();
    key.sign(&file, &head(3), 0).unwrap();
    let found = SignedHeads::read(&file, &key.public()).unwrap();
    assert_eq!(found.states(), [head(1), head(3)]);
    assert_eq!(found.bad_lines, [2]);
}
