//! Who is connected: a fixed number of seats. When all are taken, the one who has been silent longest makes room.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::AbortHandle;

/// Connections at a time.
pub(super) const MOST: usize = 512;

/// All seats.
#[derive(Default)]
pub(super) struct Seats {
    taken: Mutex<Vec<(Arc<Seat>, Option<AbortHandle>)>>,
    clock: AtomicU64,
}

/// One connection.
#[derive(Default)]
pub(super) struct Seat {
    /// Answers that are being made or sent.
    working: AtomicUsize,
    /// When it last asked for something, in requests of all.
    asked: AtomicU64,
}

/// An answer that is being made or sent.
pub(super) struct Working(Arc<Seat>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.working.fetch_sub(1, Relaxed);
    }
}

/// Leaves a seat free when the connection ends, however it ends.
pub(super) struct Leaving(pub Arc<Seats>, pub Arc<Seat>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.taken().retain(|(seat, _)| !Arc::ptr_eq(seat, &self.1));
    }
}

impl Seats {
    fn taken(&self) -> MutexGuard<'_, Vec<(Arc<Seat>, Option<AbortHandle>)>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A seat; `None` if all are taken by connections with answers under way.
    pub fn take(&self) -> Option<Arc<Seat>> {
        let mut taken = self.taken();
        if taken.len() >= MOST {
            let idle =
                taken.iter().enumerate().filter(|(_, (seat, task))| task.is_some() && seat.working.load(Relaxed) == 0);
            let (longest, _) = idle.min_by_key(|(_, (seat, _))| seat.asked.load(Relaxed))?;
            if let (_, Some(task)) = taken.remove(longest) {
                task.abort();
            }
        }
        let seat = Arc::new(Seat::default());
        seat.asked.store(self.clock.fetch_add(1, Relaxed), Relaxed);
        taken.push((Arc::clone(&seat), None));
        Some(seat)
    }

    /// Says by which task a seat can be taken away.
    pub fn seat(&self, seat: &Arc<Seat>, task: AbortHandle) {
        if let Some(place) = self.taken().iter_mut().find(|(other, _)| Arc::ptr_eq(seat, other)) {
            place.1 = Some(task);
        }
    }

    /// Notes that a seat asks for something, until what is answered drops.
    pub fn work(&self, seat: &Arc<Seat>) -> Working {
        seat.asked.store(self.clock.fetch_add(1, Relaxed), Relaxed);
        seat.working.fetch_add(1, Relaxed);
        Working(Arc::clone(seat))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_who_has_been_silent_longest_makes_room_and_who_works_does_not() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let seats = Arc::new(Seats::default());
        let sit = || {
            let seat = seats.take().expect("a seat");
            let (leaving, mine) = (Leaving(Arc::clone(&seats), Arc::clone(&seat)), Arc::clone(&seat));
            let task = runtime.spawn(async move {
                let _leaving = leaving;
                std::future::pending::<()>().await;
            });
            seats.seat(&mine, task.abort_handle());
            (seat, task)
        };
        let first: Vec<_> = (0..MOST).map(|_| sit()).collect();
        let held: Vec<_> = first.iter().skip(1).map(|(seat, _)| seats.work(seat)).collect();
        let (_, late) = sit();
        assert!(runtime.block_on(async { (&mut { first }.remove(0).1).await }).is_err_and(|e| e.is_cancelled()));
        drop(late);
        let _busy = seats.work(&seats.taken().last().expect("there").0.clone());
        assert!(seats.take().is_none(), "all work");
        drop(held);
        assert!(seats.take().is_some());
        assert_eq!(seats.taken().len(), MOST);
    }
}
