use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::BatchId;

fn logged(batch: u64) -> Logged {
    Logged { at: 1_700_000_000 + batch, who: "vermerk".into(), event: Event::BatchBegun { batch: BatchId(batch) } }
}

/// A ledger of five lines in two appends.
fn ledger(folder: &TempDir) -> (PathBuf, LedgerHead) {
    let path = folder.path().join("ledger.jsonl");
    let mut ledger = Ledger::open(&path, None).unwrap();
    ledger.append(&[logged(1), logged(2)]).unwrap();
    drop(ledger);
    let mut ledger = Ledger::open(&path, None).unwrap();
    ledger.append(&[logged(3), logged(4), logged(5)]).unwrap();
    (path, ledger.head())
}

#[track_caller]
fn check(path: &Path, noted: &[&LedgerHead], expected: &[(u64, LedgerFault)]) {
    let noted: Vec<LedgerHead> = noted.iter().map(|&noted| noted.clone()).collect();
    let problems = Ledger::verify(path, &noted).unwrap().problems;
    let found: Vec<(u64, LedgerFault)> = problems.iter().map(|problem| (problem.line, problem.fault)).collect();
    assert_eq!(found, expected);
}

fn lines(path: &Path) -> Vec<Vec<u8>> {
    fs::read(path).unwrap().split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

#[test]
fn an_untouched_ledger_is_sound_and_says_its_head() {
    let folder = TempDir::new().unwrap();
    let (path, head) = ledger(&folder);
    assert_eq!(head.lines, 5);
    assert_eq!(Ledger::verify(&path, std::slice::from_ref(&head)).unwrap(), LedgerCheck { head, problems: vec![] });
    let first = String::from_utf8(lines(&path).remove(0)).unwrap();
    let start = format!(
        r#"{{"line":1,"prev":"{}","at":1700000001,"who":"vermerk","what":"batch_begun","batch":1,"hash":""#,
        "0".repeat(64)
    );
    assert!(first.starts_with(&start), "{first}");
}

#[test]
fn every_changed_byte_names_its_line() {
    let folder = TempDir::new().unwrap();
    let (path, _) = ledger(&folder);
    let good = lines(&path);
    for (number, line) in good.iter().enumerate() {
        for at in 0..line.len() - 1 {
            let mut bad = good.clone();
            bad[number][at] ^= 1;
            fs::write(&path, bad.concat()).unwrap();
            // A byte turned into a line feed makes two lines out of one; the first is still named.
            let problems = Ledger::verify(&path, &[]).unwrap().problems;
            let first = problems.first().unwrap();
            assert_eq!((first.line, first.fault), (number as u64 + 1, LedgerFault::Changed), "byte {at}");
        }
    }
}

#[test]
fn deleted_swapped_added_and_cut_lines_are_named() {
    let folder = TempDir::new().unwrap();
    let (path, head) = ledger(&folder);
    let good = lines(&path);
    let with = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut bad = good.clone();
        change(&mut bad);
        fs::write(&path, bad.concat()).unwrap();
    };
    with(&|lines| drop(lines.remove(2)));
    let replaced = |line| (line, LedgerFault::OutOfChain);
    check(&path, &[], &[replaced(3)]);
    with(&|lines| lines.swap(1, 2));
    check(&path, &[], &[replaced(2), replaced(3), replaced(4)]);
    with(&|lines| lines.insert(1, lines[0].clone()));
    check(&path, &[], &[replaced(2)]);
    with(&|lines| lines.truncate(3));
    check(&path, &[], &[]);
    check(&path, &[&head], &[(4, LedgerFault::Cut)]);
    // A forger who writes a whole new chain is found by the note.
    let forged = folder.path().join("forged");
    Ledger::open(&forged, None).unwrap().append(&[logged(1), logged(2), logged(3), logged(4), logged(6)]).unwrap();
    check(&forged, &[], &[]);
    check(&forged, &[&head], &[(5, LedgerFault::Replaced)]);
}

#[test]
fn a_torn_end_is_set_aside_and_the_chain_goes_on() {
    let folder = TempDir::new().unwrap();
    let (path, head) = ledger(&folder);
    let good = fs::read(&path).unwrap();
    Ledger::open(&path, None).unwrap().append(&[logged(6), logged(7)]).unwrap();
    let mut added = lines(&path).split_off(5);
    let (mut sixth, seventh) = (added.remove(0), added.remove(0));
    sixth[60] = 0;
    // The first block of an append is lost, the second is there: its last line is sound and yet part of the torn end.
    let hole = [sixth.as_slice(), &seventh].concat();
    for torn in [hole, sixth[..40].to_vec(), [0; 5000].to_vec(), [&seventh[..seventh.len() - 1], b"\0"].concat()] {
        fs::write(&path, [good.as_slice(), &torn].concat()).unwrap();
        let mut reopened = Ledger::open(&path, Some(&head)).unwrap();
        assert_eq!(reopened.head(), head);
        reopened.append(&[logged(7)]).unwrap();
        check(&path, &[], &[]);
        let aside = path.with_extension("torn");
        assert_eq!(fs::read(&aside).unwrap(), torn);
        fs::remove_file(aside).unwrap();
    }
}

#[test]
fn what_was_known_to_be_on_the_disk_is_never_set_aside() {
    let folder = TempDir::new().unwrap();
    let (path, head) = ledger(&folder);
    let mut bad = lines(&path);
    bad[2][80] ^= 1;
    fs::write(&path, bad.concat()).unwrap();
    Ledger::open(&path, Some(&head)).unwrap().append(&[logged(6)]).unwrap();
    check(&path, &[], &[(3, LedgerFault::Changed)]);
    assert!(!path.with_extension("torn").exists());
}
