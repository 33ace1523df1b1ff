//! Rules that hold for the whole repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::bench::root;

/// All source files of the workspace.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join("crates"), root().join("tests")];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 50, "the sources are where this test looks for them");
    found
}

fn manifest(path: &Path) -> toml::Table {
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

fn keys(table: &toml::Table, name: &str) -> BTreeSet<String> {
    table.get(name).and_then(toml::Value::as_table).map(|t| t.keys().cloned().collect()).unwrap_or_default()
}

/// Every crate with its promise and what it may depend on, from the table in ARCHITECTURE.md.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut rows = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `vermerk")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let names = cells[2].split(',').map(|name| name.trim().trim_matches('`').to_owned());
        let may = names.filter(|name| name.starts_with("vermerk")).collect();
        rows.insert(cells[0].trim_matches('`').to_owned(), may);
    }
    rows
}

#[test]
fn crates_depend_on_each_other_as_the_architecture_says() {
    let arrows = arrows();
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap();
        let name = folder.file_name().to_string_lossy().into_owned();
        let manifest = manifest(&folder.path().join("Cargo.toml"));
        let is: BTreeSet<String> =
            keys(&manifest, "dependencies").into_iter().filter(|name| name.starts_with("vermerk")).collect();
        let may = arrows.get(&name).unwrap_or_else(|| panic!("{name} has no row in ARCHITECTURE.md"));
        assert_eq!(&is, may, "{name}: Cargo.toml on the left, ARCHITECTURE.md on the right");
        seen.insert(name);
    }
    assert_eq!(seen, arrows.into_keys().collect(), "every row of ARCHITECTURE.md is a crate");
}

#[test]
fn only_the_model_crate_knows_the_network_and_only_the_store_its_engines() {
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap();
        let name = folder.file_name().to_string_lossy().into_owned();
        let manifest = manifest(&folder.path().join("Cargo.toml"));
        let dependencies = keys(&manifest, "dependencies");
        for (dependency, owner) in [
            ("sled", "vermerk-store"),
            ("redb", "vermerk-store"),
            ("async-openai", "vermerk-model"),
            ("reqwest", "vermerk-model"),
        ] {
            assert!(!dependencies.contains(dependency) || name == owner, "{name} must not name {dependency}");
        }
    }
    for path in sources() {
        let shown = path.strip_prefix(root()).unwrap().display().to_string();
        if shown.starts_with("crates/vermerk-model/") || shown.starts_with("tests/") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for word in ["std::net", "tokio::net", "TcpStream", "UdpSocket", "UnixStream"] {
            assert!(!text.contains(word), "{shown} names {word}: only vermerk-model opens sockets");
        }
    }
}

#[test]
fn no_source_file_has_more_than_800_lines() {
    for path in sources() {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 800, "{} has {lines} lines: split it", path.display());
    }
}

#[test]
fn every_crate_forbids_unsafe_code() {
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let lib = entry.unwrap().path().join("src/lib.rs");
        let text = std::fs::read_to_string(&lib).unwrap();
        assert!(text.contains("#![forbid(unsafe_code)]"), "{}", lib.display());
    }
}

#[test]
fn no_test_file_is_forgotten_and_no_test_is_switched_off() {
    let main = std::fs::read_to_string(root().join("tests/it/main.rs")).unwrap();
    for entry in std::fs::read_dir(root().join("tests/it")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(stem == "main" || main.contains(&format!("mod {stem};")), "tests/it/main.rs lacks mod {stem}");
    }
    let switched_off = format!("#[{}", "ignore");
    for path in sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&switched_off), "{} switches a test off", path.display());
    }
}

/// The reference of all commands, as `--help` prints them.
fn reference() -> String {
    let mut text = String::from(
        "# The command\n\nThis page is made from `--help` and held against it by a test; \
         `BLESS=1 cargo test -p vermerk-tests reference` writes it anew.\n",
    );
    let mut command = vermerk::description().term_width(100);
    command.build();
    let mut add = |name: &str, command: &mut clap::Command| {
        let help = command.render_long_help().to_string();
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        text.extend(["\n## ", name, "\n\n```text\n", lines.join("\n").trim_end(), "\n```\n"]);
    };
    add("vermerk", &mut command);
    let names: Vec<String> =
        command.get_subcommands().filter(|sub| !sub.is_hide_set()).map(|sub| sub.get_name().to_owned()).collect();
    for name in names.iter().filter(|name| *name != "help") {
        let sub = command.find_subcommand_mut(name).unwrap();
        add(&format!("vermerk {name}"), sub);
    }
    text
}

#[test]
fn the_reference_of_the_command_is_what_help_prints() {
    let path = root().join("docs/cli.md");
    let reference = reference();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &reference).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == reference, "docs/cli.md differs from --help: BLESS=1 cargo test -p vermerk-tests reference");
}
