//! Where a test can stop the program: before and after every step that makes something durable.
//!
//! Outside this crate's own tests nothing of it is left.

#[cfg(not(test))]
use std::io;

/// A place before or after a durable step. In a test an error can be made to happen here.
#[cfg(not(test))]
#[inline]
#[expect(clippy::unnecessary_wraps, reason = "in tests it fails")]
pub(crate) fn point(_step: &'static str) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(crate) use armed::{at_every_point, point};

#[cfg(test)]
mod armed {
    use std::cell::RefCell;
    use std::io;

    type Trap = Box<dyn FnMut(&'static str) -> io::Result<()>>;

    thread_local! {
        static TRAP: RefCell<Option<Trap>> = const { RefCell::new(None) };
    }

    pub(crate) fn point(step: &'static str) -> io::Result<()> {
        // Taken out while it works: what it calls may come to a point itself.
        let trap = TRAP.with(RefCell::take);
        let Some(mut trap) = trap else { return Ok(()) };
        let result = trap(step);
        TRAP.with(|place| *place.borrow_mut() = Some(trap));
        result
    }

    /// Runs `work`, calling `trap` at each point that this thread comes to.
    pub(crate) fn at_every_point<T>(
        trap: impl FnMut(&'static str) -> io::Result<()> + 'static,
        work: impl FnOnce() -> T,
    ) -> T {
        TRAP.with(|place| *place.borrow_mut() = Some(Box::new(trap)));
        let result = work();
        TRAP.with(RefCell::take);
        result
    }
}
