use std::fmt::Write as _;
use std::io;
use std::process::Command;
use std::thread;

use fs_err as fs;
use rustix::net::{AddressFamily, SocketType, socket};
use rustix::process::{Pid, PidfdFlags, Resource, Rlimit, Signal, kill_process, pidfd_open, prlimit};

use super::{Enforced, Sandbox, forbid_files, forbid_system_calls};
use crate::worker;

/// Enters the sandbox of a reading process step by step and tries, after each, what must not go any more.
///
/// Returns one line for each trial, and whether everything that must be refused was, and everything needed went.
///
/// # Errors
/// If the limits can't be set or the kernel refuses the sandbox.
pub fn self_test(memory_bytes: u64) -> io::Result<(String, bool)> {
    worker::limit(memory_bytes)?;
    let mut report = Report { text: String::new(), sound: true };

    let landlock = forbid_files()?;
    report.line(&format!("Landlock: {landlock:?}"), landlock == Enforced::Fully);
    report.refused("Landlock: read a file", fs::read("/etc/passwd").map(drop));
    report.refused("Landlock: list a folder", fs::read_dir("/").map(drop));
    report.refused("Landlock: write a file", fs::write("/tmp/vermerk-self-test", "x"));
    report.refused("Landlock: run a program", Command::new("/bin/true").spawn().map(drop));
    let parent = rustix::process::getppid();
    report.refused("Landlock: signal the parent", signal(parent));

    let seccomp = forbid_system_calls()?;
    report.line("seccomp", seccomp);
    report.refused("read a file", fs::read("/etc/passwd").map(drop));
    report.refused("write a file", fs::write("/tmp/vermerk-self-test", "x"));
    report.refused("run a program", Command::new("/bin/true").spawn().map(drop));
    report.refused("signal the parent", signal(parent));
    for (name, family) in
        [("IPv4", AddressFamily::INET), ("IPv6", AddressFamily::INET6), ("local", AddressFamily::UNIX)]
    {
        let made = socket(family, SocketType::STREAM, None).map(drop);
        report.refused(&format!("make a socket ({name})"), made.map_err(io::Error::from));
    }
    let handle =
        parent.map_or(Err(io::ErrorKind::NotFound.into()), |parent| Ok(pidfd_open(parent, PidfdFlags::empty())?));
    report.refused("get hold of the parent", handle.map(drop));
    let lifted = prlimit(None, Resource::Cpu, Rlimit { current: None, maximum: None });
    report.refused("lift a limit", lifted.map(drop).map_err(io::Error::from));
    let hoard = Vec::<u8>::new().try_reserve_exact(memory_bytes as usize);
    report.refused("take more memory than allowed", hoard.map_err(|_| io::ErrorKind::OutOfMemory.into()));

    report
        .line("threads compute", thread::spawn(|| (1..=1000_u64).sum::<u64>()).join().is_ok_and(|sum| sum == 500_500));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    report.line("rayon computes", pool.is_ok_and(|pool| pool.join(|| 2, || 3) == (2, 3)));
    let panicked = std::panic::catch_unwind(|| std::panic::panic_any(())).is_err();
    report.line("a panic is caught", panicked);
    report.line(&Sandbox { landlock, seccomp }.to_string(), true);
    Ok((report.text, report.sound))
}

/// Signal 0 would do, but Landlock lets that pass; this one is ignored by default.
fn signal(to: Option<Pid>) -> io::Result<()> {
    to.map_or(Err(io::ErrorKind::NotFound.into()), |to| Ok(kill_process(to, Signal::WINCH)?))
}

struct Report {
    text: String,
    sound: bool,
}

impl Report {
    fn line(&mut self, what: &str, sound: bool) {
        self.sound &= sound;
        let _infallible = writeln!(self.text, "{}: {what}", if sound { "ok" } else { "NOT OK" });
    }

    /// Refused for lack of rights or of memory; any other error proves nothing.
    fn refused(&mut self, what: &str, tried: io::Result<()>) {
        match tried {
            Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::OutOfMemory) => {
                self.line(&format!("{what}: refused"), true);
            }
            Err(error) => self.line(&format!("{what}: {:?}", error.kind()), false),
            Ok(()) => self.line(&format!("{what}: ALLOWED"), false),
        }
    }
}
