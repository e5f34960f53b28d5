//! Natural breaks: least sum of squared deviations within classes.

/// More distinct values than this are thinned to quantiles first: the exact search takes time with their square.
const MOST_VALUES: usize = 3000;

/// Inner breaks of the exact optimum (Fisher 1958): each is the lowest value of its class.
pub fn natural(sorted: &[f64], classes: usize) -> Vec<f64> {
    let mut values: Vec<f64> = sorted.to_vec();
    if values.len() > MOST_VALUES {
        let step = (values.len() - 1) as f64 / (MOST_VALUES - 1) as f64;
        values = (0..MOST_VALUES).map(|i| sorted[(i as f64 * step).round() as usize]).collect();
    }
    let distinct = 1 + values.windows(2).filter(|pair| pair[0] < pair[1]).count();
    let classes = classes.min(distinct);
    if values.is_empty() || classes < 2 {
        return Vec::new();
    }
    starts(&values, classes).into_iter().map(|i| values[i]).collect()
}

/// First index of each class but the first.
fn starts(values: &[f64], classes: usize) -> Vec<usize> {
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    let (mut sums, mut squares) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    for (i, v) in values.iter().map(|v| v - mean).enumerate() {
        sums[i + 1] = sums[i] + v;
        squares[i + 1] = squares[i] + v * v;
    }
    let within = |from: usize, to: usize| {
        let sum = sums[to] - sums[from];
        squares[to] - squares[from] - sum * sum / (to - from) as f64
    };
    let mut best: Vec<f64> = (0..=n).map(|to| if to == 0 { 0.0 } else { within(0, to) }).collect();
    let mut choice = vec![vec![0; n + 1]; classes];
    for (k, chosen) in choice.iter_mut().enumerate().skip(1) {
        let mut next = vec![f64::INFINITY; n + 1];
        for to in k + 1..=n {
            // A class starts where the value changes, so that equal values stay together.
            for from in (k..to).filter(|&i| values[i - 1] < values[i]) {
                let cost = best[from] + within(from, to);
                if cost < next[to] {
                    (next[to], chosen[to]) = (cost, from);
                }
            }
        }
        best = next;
    }
    let mut found = Vec::new();
    let mut to = n;
    for k in (1..classes).rev() {
        to = choice[k][to];
        found.push(to);
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn clumps_are_found() {
        assert_eq!(natural(&[1.0, 1.1, 1.2, 5.0, 5.1, 9.0], 3), [5.0, 9.0]);
    }

    #[test]
    fn equal_values_stay_together() {
        assert_eq!(natural(&[1.0, 1.0, 1.0, 2.0], 3), [2.0]);
        assert_eq!(natural(&[4.0, 4.0], 5), [] as [f64; 0]);
    }
}
