//! Numbers of people: a table in which a small one stands is not published at all.
//!
//! Of a table whose every cell is zero or large nothing small can be reckoned: sums over its rows and columns say no more than
//! the cells. So a table is published whole or not, and no cell has to be hidden behind others.

use crate::error::{Error, Result};

/// Makes sure that no cell of a table is a small number of people.
///
/// # Errors
/// `Kind::Disclosure` with how many cells are from 1 to below `below`; never which, nor what they hold.
pub fn refuse_few(what: &str, cells: impl IntoIterator<Item = u32>, below: u32) -> Result<()> {
    let small = cells.into_iter().filter(|n| (1..below).contains(n)).count();
    if small == 0 {
        return Ok(());
    }
    let cells = if small == 1 { "a number".to_string() } else { format!("{small} numbers") };
    Err(Error::disclosure(format!("{what} has {cells} of people from 1 to {}, which the policy keeps", below - 1))
        .hint("leave the figure out: [figures] leave_out = [\"…\"] in the policy; or show larger units or the whole period"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// An attacker who has the table and all of its sums, and subtracts any of them from any other of the same row or
        /// column, gets the sum of some cells: none of these is small if no cell is.
        #[test]
        fn no_difference_of_sums_is_small(table in proptest::collection::vec(proptest::collection::vec(0u32..12, 4), 1..8),
                                          parts in proptest::collection::vec(proptest::bool::ANY, 32)) {
            let below = 5;
            let cells = || table.iter().flatten().copied();
            let chosen: u32 = cells().zip(parts.iter().cycle()).filter(|(_, part)| **part).map(|(n, _)| n).sum();
            let held = refuse_few("figure 'x'", cells(), below).is_ok();
            prop_assert_eq!(held, cells().all(|n| n == 0 || n >= below));
            prop_assert!(!held || chosen == 0 || chosen >= below);
        }
    }

    #[test]
    fn the_refusal_says_how_many_but_not_which() {
        let error = refuse_few("figure 'people'", [0, 3, 9, 1], 5).expect_err("small");
        assert_eq!(error.message, "figure 'people' has 2 numbers of people from 1 to 4, which the policy keeps");
        assert_eq!(refuse_few("x", [0, 3], 0), Ok(()));
    }
}
