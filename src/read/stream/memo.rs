//! Answers that are worth remembering.

use std::collections::HashMap;

/// Values that are remembered.
const MOST: usize = 10_000;

/// An answer for each different value of a column.
pub(super) struct Memo<T> {
    last: Option<(Vec<u8>, T)>,
    all: HashMap<Vec<u8>, T>,
}

impl<T: Copy> Memo<T> {
    /// Nothing is remembered so far.
    pub(super) fn new() -> Memo<T> {
        Memo { last: None, all: HashMap::new() }
    }

    #[inline]
    /// The answer for the value, found by `find` if it is new.
    pub(super) fn get(&mut self, value: &[u8], find: impl FnOnce(&[u8]) -> T) -> T {
        if let Some((last, answer)) = &self.last
            && last == value
        {
            return *answer;
        }
        let answer = match self.all.get(value) {
            Some(answer) => *answer,
            None => {
                let answer = find(value);
                if self.all.len() < MOST {
                    self.all.insert(value.to_vec(), answer);
                }
                answer
            }
        };
        self.last = Some((value.to_vec(), answer));
        answer
    }
}
