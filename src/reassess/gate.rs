//! Bounds what is judged and written at once: many dossiers may wait for their servers, few may fill memory and processors.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, PoisonError};

/// Lets a bounded number in at once.
#[derive(Debug)]
pub(super) struct Gate {
    free: Mutex<usize>,
    left: Condvar,
}

impl Gate {
    /// As many as there are processors.
    pub(super) fn new() -> Self {
        let free = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            free: Mutex::new(free),
            left: Condvar::new(),
        }
    }

    /// Does something once there is room for it.
    pub(super) fn pass<T>(&self, act: impl FnOnce() -> T) -> T {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self
            .left
            .wait_while(free, |free| *free == 0)
            .unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        drop(free);
        let room = Room(self);
        let done = act();
        drop(room);
        done
    }
}

/// Gives the room back, also when what was done inside stopped half-way.
struct Room<'a>(&'a Gate);

impl Drop for Room<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn no_more_get_in_than_there_is_room_for_and_room_is_given_back() {
        let gate = Gate::new();
        let room = *gate.free.lock().expect("a number");
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 * room {
                scope.spawn(|| {
                    gate.pass(|| {
                        let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
                        most.fetch_max(now, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(5));
                        inside.fetch_sub(1, Ordering::SeqCst);
                    });
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= room);
        let stopped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            gate.pass(|| panic!("half-way"));
        }));
        assert!(stopped.is_err());
        assert_eq!(*gate.free.lock().expect("a number"), room);
    }
}
