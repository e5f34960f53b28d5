//! A corner of a set of numbers that add up to known sums, at which a sum of some of them is least.
//!
//! The method is the primal simplex in two phases on a dense tableau, with Bland's rule once it may be going round in circles
//! (R. G. Bland, New finite pivoting rules for the simplex method, 1977). Its answer is only a proposal: whoever asked checks
//! it in whole numbers.

/// Numbers smaller than this are taken for zero: coefficients are -1, 0 and 1, so that tableaus stay near whole numbers.
const NOTHING: f64 = 1e-9;
/// Steps by the steepest edge before Bland's rule, for each row and column.
const STEEP: usize = 4;
/// Steps in all, for each row and column.
const STEPS: usize = 40;
/// Numbers of a tableau that may be held.
const LARGEST: usize = 6_000_000;

/// Terms (unknown, coefficient) that add up to a value that is not negative.
pub(super) type Row = (Vec<(usize, i64)>, i64);

struct Tableau {
    /// Unknowns, then the value of the row.
    width: usize,
    cells: Vec<f64>,
    /// The unknown that each row stands for; from `width - 1` on they are made up.
    basis: Vec<usize>,
}

/// Unknowns from zero up that satisfy the rows and make the sum of `cost` least; `None` if there are none, if it has no least,
/// or if it is too much work.
pub(super) fn corner(unknowns: usize, rows: &[Row], cost: &[(usize, i64)]) -> Option<Vec<f64>> {
    let width = unknowns + 1;
    if width.checked_mul(rows.len() + 1)? > LARGEST {
        return None;
    }
    let mut cells = vec![0.0; width * rows.len()];
    for (row, (terms, value)) in rows.iter().enumerate() {
        terms.iter().for_each(|(at, by)| cells[row * width + at] += *by as f64);
        cells[row * width + unknowns] = *value as f64;
    }
    let mut tableau = Tableau { width, cells, basis: (unknowns..unknowns + rows.len()).collect() };
    // First the made-up unknowns, one a row, are brought to zero.
    let mut price = vec![0.0; width];
    for row in 0..rows.len() {
        (0..width).for_each(|at| price[at] -= tableau.cells[row * width + at]);
    }
    tableau.descend(&mut price)?;
    if price[unknowns] < -NOTHING * (1.0 + rows.len() as f64) * 1e3 {
        return None;
    }
    tableau.drop_made_up();
    let mut price = vec![0.0; width];
    cost.iter().for_each(|(at, by)| price[*at] += *by as f64);
    for row in 0..tableau.basis.len() {
        let by = price[tableau.basis[row]];
        tableau.take(&mut price, row, by);
    }
    tableau.descend(&mut price)?;
    let mut corner = vec![0.0; unknowns];
    for (row, at) in tableau.basis.iter().enumerate() {
        corner[*at] = tableau.cells[row * width + unknowns];
    }
    Some(corner)
}

impl Tableau {
    /// Steps downhill until there is no way down.
    fn descend(&mut self, price: &mut [f64]) -> Option<()> {
        let size = self.width + self.basis.len();
        for step in 0..STEPS * size {
            let down = (0..self.width - 1).filter(|at| price[*at] < -NOTHING);
            let enters = match step < STEEP * size {
                true => down.min_by(|a, b| price[*a].total_cmp(&price[*b])),
                false => down.min(),
            };
            let Some(enters) = enters else { return Some(()) };
            let row = self.leaves(enters)?;
            self.pivot(row, enters);
            let by = price[enters];
            self.take(price, row, by);
        }
        None
    }

    /// The row that first comes to zero when an unknown grows; `None` if none does.
    fn leaves(&self, enters: usize) -> Option<usize> {
        let value = |row: usize| self.cells[row * self.width + self.width - 1].max(0.0);
        let rows = (0..self.basis.len()).filter(|row| self.cells[row * self.width + enters] > NOTHING);
        let ratio = |row: &usize| value(*row) / self.cells[row * self.width + enters];
        rows.min_by(|a, b| {
            let (here, there) = (ratio(a), ratio(b));
            // made-up unknowns leave first: they have the largest numbers
            if (here - there).abs() <= NOTHING { self.basis[*b].cmp(&self.basis[*a]) } else { here.total_cmp(&there) }
        })
    }

    fn pivot(&mut self, row: usize, enters: usize) {
        let width = self.width;
        let by = self.cells[row * width + enters];
        let pivot: Vec<f64> = self.cells[row * width..][..width].iter().map(|cell| cell / by).collect();
        for other in (0..self.basis.len()).filter(|other| *other != row) {
            let cells = &mut self.cells[other * width..][..width];
            let by = cells[enters];
            if by != 0.0 {
                cells.iter_mut().zip(&pivot).for_each(|(cell, p)| *cell -= by * p);
                cells[enters] = 0.0;
            }
        }
        self.cells[row * width..][..width].copy_from_slice(&pivot);
        self.basis[row] = enters;
    }

    fn take(&self, price: &mut [f64], row: usize, by: f64) {
        if by != 0.0 {
            let cells = &self.cells[row * self.width..][..self.width];
            price.iter_mut().zip(cells).for_each(|(price, cell)| *price -= by * cell);
        }
    }

    /// Puts real unknowns in place of those made up, and drops rows that say nothing new.
    fn drop_made_up(&mut self) {
        let mut row = 0;
        while row < self.basis.len() {
            if self.basis[row] < self.width - 1 {
                row += 1;
                continue;
            }
            let cells = &self.cells[row * self.width..][..self.width - 1];
            match cells.iter().position(|cell| cell.abs() > NOTHING) {
                Some(real) => self.pivot(row, real),
                None => {
                    self.basis.remove(row);
                    self.cells.drain(row * self.width..(row + 1) * self.width);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn corners_of_small_sets_are_found() {
        // x + y = 4, y + z = 3: least y is 0, most is 3
        let rows = [(vec![(0, 1), (1, 1)], 4), (vec![(1, 1), (2, 1)], 3)];
        assert_eq!(corner(3, &rows, &[(1, 1)]), Some(vec![4.0, 0.0, 3.0]));
        assert_eq!(corner(3, &rows, &[(1, -1)]), Some(vec![1.0, 3.0, 0.0]));
        let twice = [rows[0].clone(), rows[0].clone()];
        assert_eq!(corner(2, &twice, &[(0, 1)]), Some(vec![0.0, 4.0]), "a row may be there twice");
        assert_eq!(corner(1, &[(vec![(0, 1)], 4), (vec![(0, 1)], 5)], &[(0, 1)]), None, "no numbers do both");
        assert_eq!(corner(2, &[(vec![(0, 1)], 4)], &[(1, -1)]), None, "no most");
    }

    proptest! {
        /// A corner satisfies the rows, and no other numbers that do have a smaller sum.
        #[test]
        fn a_corner_is_least(truth in proptest::collection::vec(0i64..4, 4),
                             sets in proptest::collection::vec(1usize..16, 1..4), cost in 1usize..16) {
            let of = |set: usize| (0..4).filter(move |i| set >> i & 1 == 1);
            let rows: Vec<Row> =
                sets.iter().map(|s| (of(*s).map(|i| (i, 1)).collect(), of(*s).map(|i| truth[i]).sum())).collect();
            let found = corner(4, &rows, &of(cost).map(|i| (i, 1)).collect::<Vec<_>>()).expect("the truth is one");
            for (terms, value) in &rows {
                let sum: f64 = terms.iter().map(|(i, _)| found[*i]).sum();
                prop_assert!((sum - *value as f64).abs() < 1e-6 && found.iter().all(|x| *x > -1e-9));
            }
            let least: f64 = of(cost).map(|i| found[i]).sum();
            for code in 0..13i64.pow(4) {
                let x: Vec<i64> = (0..4).map(|i| code / 13i64.pow(i) % 13).collect();
                if rows.iter().all(|(terms, value)| terms.iter().map(|(i, _)| x[*i]).sum::<i64>() == *value) {
                    prop_assert!(of(cost).map(|i| x[i]).sum::<i64>() as f64 >= least - 1e-6);
                }
            }
        }
    }
}
