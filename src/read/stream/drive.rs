//! Threads that take parts in turn, read them and work on what they found.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Meter;
use super::part::Part;
use crate::incident::Batch;

/// States that threads take up and lay down again.
pub(super) struct States<S>(Mutex<Vec<S>>);

impl<S> States<S> {
    /// States left by an earlier file.
    pub(super) fn new(states: Vec<S>) -> States<S> {
        States(Mutex::new(states))
    }

    /// All states.
    pub(super) fn into_inner(self) -> Vec<S> {
        self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<S>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What is done with the incidents: `init` makes a thread's state, `work` works a batch into it.
pub(super) struct Work<'a, S, I, W> {
    pub init: &'a I,
    pub work: &'a W,
    pub spare: &'a States<S>,
}

/// Reads all parts with every thread of the pool and answers their accounts in the parts' order.
///
/// `next` answers parts one after the other, or a last part that says why there are no more. `read` reads one and hands
/// its incidents to the function given. After a part with a fault no other is taken.
pub(super) fn drive<P: Send, S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
    next: impl FnMut() -> Option<Result<P, Part>> + Send,
    read: impl Fn(P, &mut dyn FnMut(&Batch)) -> Part + Sync,
    then: &Work<'_, S, I, W>,
    meter: &Meter,
) -> Vec<Part> {
    let queue = Mutex::new((next, 0usize));
    let done: Mutex<Vec<(usize, Part)>> = Mutex::new(Vec::new());
    let stop = AtomicBool::new(false);
    let run = |_: &rayon::Scope<'_>| {
        let mut state: Option<S> = None;
        while !stop.load(Ordering::Relaxed) {
            let (taken, number) = {
                let mut queue = queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let Some(taken) = (queue.0)() else { break };
                queue.1 += 1;
                (taken, queue.1)
            };
            let part = match taken {
                Err(last) => last,
                Ok(part) => {
                    let state = state.get_or_insert_with(|| then.spare.lock().pop().unwrap_or_else(then.init));
                    read(part, &mut |batch| (then.work)(state, batch))
                }
            };
            meter.rows.fetch_add(part.rows, Ordering::Relaxed);
            if part.fault.is_some() {
                stop.store(true, Ordering::Relaxed);
            }
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((number, part));
        }
        if let Some(state) = state {
            then.spare.lock().push(state);
        }
    };
    rayon::scope(|scope| (0..rayon::current_num_threads()).for_each(|_| scope.spawn(run)));
    let mut parts = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    parts.sort_by_key(|(number, _)| *number);
    parts.into_iter().map(|(_, part)| part).collect()
}
