//! Disks that are full, read-only or broken: a clear message, exit code 73, nothing lost, and the next run goes on.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::bench::{Bench, Ended, ended, files};

/// Documents of which each takes some room in the store.
fn bench() -> Bench {
    let bench = Bench::new();
    let mut random = 7_u64;
    for number in 0..12 {
        let mut text = String::new();
        for line in 0..400 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            writeln!(text, "Der Antrag {number}-{line} mit dem Zeichen {random:x} wird nach Prüfung bewilligt.\n")
                .unwrap();
        }
        bench.file(&format!("in/{number}.txt"), text);
    }
    bench
}

/// Runs a script as root of a name space of its own, where it may mount what it likes; `$VERMERK` is the command.
fn in_own_mounts(bench: &Bench, script: &str) -> Ended {
    let file = bench.file("script", script);
    let program = env!("CARGO_BIN_EXE_vermerk-under-test");
    let mut command = Command::new("unshare");
    command.args(["-rm", "bash", "-eu"]).arg(file).env("VERMERK", program).current_dir(bench.path(""));
    command.env_remove("VERMERK_CONFIG").env_remove("VERMERK_STORE");
    ended(command.output().expect("unshare starts"))
}

/// The undisturbed reports.
fn expected(bench: &Bench) -> std::collections::BTreeMap<String, Vec<u8>> {
    bench.run(["run", "in", "--out", "erwartet", "--store", "erwartet-store"]).expect(0);
    files(&bench.path("erwartet"))
}

#[test]
fn a_full_disk_ends_the_run_and_with_room_the_next_one_finishes() {
    for engine in ["sled", "redb"] {
        let bench = bench();
        let expected = expected(&bench);
        bench.file("s.toml", format!("[store]\nengine = \"{engine}\"\n"));
        let script = "
            mkdir platte && mount -t tmpfs -o size=240k vermerk platte
            run() { code=0; \"$VERMERK\" --config s.toml --store platte/store run in --out out || code=$?; echo \"code $code\"; }
            run
            run
            mount -o remount,size=200m platte
            run
            \"$VERMERK\" --config s.toml --store platte/store store verify
            mount -o remount,ro platte
            run
        ";
        let done = in_own_mounts(&bench, script).expect(0);
        let codes: Vec<&str> = done.stdout.lines().filter(|line| line.starts_with("code ")).collect();
        assert_eq!(codes, ["code 73", "code 73", "code 0", "code 73"], "{engine}: {}", done.stderr);
        assert!(done.stdout.contains(" 0 problems"), "{engine}: {}", done.stdout);
        assert!(done.stderr.contains("free space"), "{engine}: {}", done.stderr);
        assert!(done.stderr.contains("Read-only file system"), "{engine}: {}", done.stderr);
        assert!(expected == files(&bench.path("out")), "{engine}: the reports are those of an undisturbed run");
    }
}

/// Fails every `fsync` and `fdatasync` from the given one on, as a disk does that is breaking.
const SHIM: &str = "
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static int calls;
static int broken(void) {
    const char *from = getenv(\"EIO_FROM\");
    return from && __sync_add_and_fetch(&calls, 1) >= atoi(from);
}
int fsync(int file) { if (broken()) { errno = EIO; return -1; } return syscall(SYS_fsync, file); }
int fdatasync(int file) { if (broken()) { errno = EIO; return -1; } return syscall(SYS_fdatasync, file); }
";

#[test]
fn a_breaking_disk_ends_the_run_and_on_a_sound_one_the_next_finishes() {
    let bench = bench();
    let expected = expected(&bench);
    let source = bench.file("shim.c", SHIM);
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(bench.path("shim.so")).arg(source).status();
    assert!(built.expect("cc starts").success());
    for engine in ["sled", "redb"] {
        bench.file("s.toml", format!("[store]\nengine = \"{engine}\"\n"));
        for from in [1, 4, 7, 12, 16] {
            let (store, out) = (format!("store-{engine}-{from}"), format!("out-{engine}-{from}"));
            let arguments = ["--config", "s.toml", "--store", &store, "run", "in", "--out", &out];
            let mut broken = bench.command();
            broken.args(arguments).env("LD_PRELOAD", bench.path("shim.so")).env("EIO_FROM", from.to_string());
            let said = ended(broken.output().expect("the command starts")).expect(73).stderr;
            assert!(
                said.contains("Input/output error") || said.contains("an earlier write"),
                "{engine} {from}: {said}"
            );
            bench.run(arguments).expect(0);
            bench.run(["--config", "s.toml", "--store", &store, "store", "verify"]).expect(0);
            assert!(
                expected == files(&bench.path(&out)),
                "{engine} {from}: the reports are those of an undisturbed run"
            );
        }
    }
}

#[test]
fn a_second_run_on_the_same_store_names_the_first() {
    let bench = bench();
    bench.run(["run", "in"]).expect(0);
    // The kernel's lock, held by another process: this one.
    let lock = std::fs::File::options().write(true).open(bench.path("store/lock")).unwrap();
    lock.lock().unwrap();
    std::fs::write(bench.path("store/lock"), "4711\n").unwrap();
    let said = bench.run(["run", "in"]).expect(75).stderr;
    assert!(said.contains("another run holds the store") && said.contains("process 4711"), "{said}");
    drop(lock);
    bench.run(["run", "in"]).expect(0);
    assert_eq!(std::fs::metadata(bench.path("store")).unwrap().permissions().mode() & 0o077, 0, "nobody else reads it");
}
