//! What the kernel keeps from a process that reads untrusted bytes (docs/adr/0012).
//!
//! Landlock takes away the file system, the network and other processes' sockets and signals; seccomp leaves only the
//! system calls that computing on bytes already handed over takes. Each alone would do for most of it: a kernel that
//! has only one of them still shuts the child in, and says so.

use std::collections::BTreeMap;
use std::io;

use landlock::{ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetStatus, Scope};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};
use serde::{Deserialize, Serialize};

mod self_test;

pub use self_test::self_test;

/// What the running kernel enforces on a reading process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sandbox {
    /// Landlock: no file, no TCP port, no signal to or socket of another process.
    pub landlock: Enforced,
    /// seccomp: no system call but those of computing.
    pub seccomp: bool,
}

/// How much of what was asked for the kernel enforces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enforced {
    /// All of it (Linux 6.12 and later).
    Fully,
    /// What an older kernel knows of it: files from Linux 5.13 on, TCP from 6.7 on.
    Partly,
    /// Nothing: Landlock is not built in or not switched on.
    Not,
}

impl Sandbox {
    /// Whether nothing is missing.
    pub fn is_complete(self) -> bool {
        self.landlock == Enforced::Fully && self.seccomp
    }
}

impl std::fmt::Display for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let landlock = match self.landlock {
            Enforced::Fully => "in force",
            Enforced::Partly => "in force as far as this kernel knows it",
            Enforced::Not => "MISSING in this kernel",
        };
        let seccomp = if self.seccomp { "in force" } else { "MISSING in this kernel" };
        write!(f, "Landlock {landlock}, seccomp {seccomp}")
    }
}

/// Shuts this thread, and every thread it starts from now on, in for good. Only to be called while there is no other.
///
/// # Errors
/// If the kernel has what is asked for and still refuses it: then nothing must be read.
pub(crate) fn enter() -> io::Result<Sandbox> {
    Ok(Sandbox { landlock: forbid_files()?, seccomp: forbid_system_calls()? })
}

/// With no rule in it, the set forbids every access it handles; what is open already stays open.
fn forbid_files() -> io::Result<Enforced> {
    let abi = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|set| set.handle_access(AccessNet::from_all(abi)))
        .and_then(|set| set.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self)
        .map_err(io::Error::other)?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => Enforced::Fully,
        RulesetStatus::PartiallyEnforced => Enforced::Partly,
        RulesetStatus::NotEnforced => Enforced::Not,
    })
}

/// Sets `no_new_privs` and both filters. The kernel asks every filter and takes the strictest answer.
fn forbid_system_calls() -> io::Result<bool> {
    // In this order: after the other no further filter can be set.
    for filter in [without_clone3().map_err(io::Error::other)?, allowed().map_err(io::Error::other)?] {
        match apply_filter(&filter) {
            Ok(()) => {}
            // Not built into this kernel, or switched off: what prctl and seccomp say then.
            Err(seccompiler::Error::Prctl(error) | seccompiler::Error::Seccomp(error))
                if matches!(error.raw_os_error(), Some(libc::EINVAL | libc::ENOSYS)) =>
            {
                return Ok(false);
            }
            Err(error) => return Err(io::Error::other(error)),
        }
    }
    Ok(true)
}

/// Computing, memory that is not executable, threads, the time, and reading and writing what is open. Everything else
/// fails with `EPERM`, as if the rights were missing: a library that merely asks goes on without it.
fn allowed() -> seccompiler::Result<BpfProgram> {
    let always = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_nanosleep,
        libc::SYS_clock_nanosleep,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
        // Answered by the other filter.
        libc::SYS_clone3,
    ];
    let only_if = [
        // Threads, but no processes.
        (libc::SYS_clone, condition(0, SeccompCmpOp::MaskedEq(libc::CLONE_THREAD as u64), libc::CLONE_THREAD as u64)?),
        (libc::SYS_mmap, condition(2, SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64), 0)?),
        (libc::SYS_mprotect, condition(2, SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64), 0)?),
        // Limits may be read, not changed.
        (libc::SYS_prlimit64, condition(2, SeccompCmpOp::Eq, 0)?),
        (libc::SYS_prctl, condition(0, SeccompCmpOp::Eq, libc::PR_SET_NAME as u64)?),
        // How a process aborts: by a signal to itself.
        (libc::SYS_tgkill, condition(0, SeccompCmpOp::Eq, u64::from(std::process::id()))?),
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = always.into_iter().map(|call| (call, Vec::new())).collect();
    for (call, condition) in only_if {
        rules.insert(call, vec![SeccompRule::new(vec![condition])?]);
    }
    filter(rules, SeccompAction::Errno(libc::EPERM as u32), SeccompAction::Allow)
}

/// A filter can't see what `clone3` asks for. Told that it does not exist, the C library uses `clone`.
fn without_clone3() -> seccompiler::Result<BpfProgram> {
    let rules = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    filter(rules, SeccompAction::Allow, SeccompAction::Errno(libc::ENOSYS as u32))
}

fn filter(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    otherwise: SeccompAction,
    for_these: SeccompAction,
) -> seccompiler::Result<BpfProgram> {
    let arch: TargetArch = std::env::consts::ARCH.try_into()?;
    Ok(SeccompFilter::new(rules, otherwise, for_these, arch)?.try_into()?)
}

fn condition(argument: u8, operator: SeccompCmpOp, value: u64) -> seccompiler::Result<SeccompCondition> {
    Ok(SeccompCondition::new(argument, SeccompCmpArgLen::Qword, operator, value)?)
}
