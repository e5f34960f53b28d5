//! A continuous scale: values to steps of a colour ramp, for surfaces that have too many values for classes.

use super::pretty;

/// Steps of a ramp: with "not covered" and zero they fill a palette of 256 colours.
pub const STEPS: u8 = 254;
/// How far under the highest value a logarithmic scale begins.
const DECADES: f32 = 100.0;
/// How far under the highest value any scale shows something.
const FAINTEST: f32 = 100_000.0;
/// Bits that a key leaves out of a float: values less than 0.05 % apart may share a step.
const DROPPED: u32 = 12;

/// How values are laid on a ramp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaling {
    /// In proportion.
    Linear,
    /// By their logarithm.
    Log,
    /// By their square root.
    Sqrt,
    /// By their rank: each step is taken by the same number of cells.
    Equalise,
}

impl Scaling {
    /// Every scaling.
    pub const ALL: [Scaling; 4] = [Scaling::Linear, Scaling::Log, Scaling::Sqrt, Scaling::Equalise];

    /// The word used in project files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Scaling::Linear => "linear",
            Scaling::Log => "log",
            Scaling::Sqrt => "sqrt",
            Scaling::Equalise => "equalise",
        }
    }
}

/// A scale from the lowest to the highest value that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    /// How values are laid on it.
    pub scaling: Scaling,
    /// The lowest value with a colour of its own; what is less counts as nothing. 0 for a scale that begins with nothing.
    pub low: f32,
    /// The highest value; 0 if there is none above 0.
    pub high: f32,
    /// Share of the ramp by key of a value, from the key of `floor`, and the step there.
    table: Vec<f32>,
    steps: Vec<u8>,
    floor: u32,
}

/// Positive floats in the order of their bits, the last of them dropped.
fn key(value: f32) -> u32 {
    value.to_bits() >> DROPPED
}

impl Ramp {
    /// A scale for the values above 0 among some; not-a-numbers are passed over. Whole numbers begin at 1, densities at 0 or, by logarithm, at a
    /// hundredth of the highest.
    pub fn new(scaling: Scaling, values: &[f32], whole: bool) -> Ramp {
        let high = highest(values);
        let low = match (whole, scaling) {
            (true, _) => 1.0,
            (false, Scaling::Log) => high / DECADES,
            (false, _) => 0.0,
        };
        // Under this nothing has a step of its own.
        let floor = key(if low > 0.0 { low } else { (high / FAINTEST).max(f32::MIN_POSITIVE) });
        let size = (key(high.max(f32::MIN_POSITIVE)) + 1).saturating_sub(floor).max(1) as usize;
        let mut ramp = Ramp { scaling, low, high, table: Vec::new(), steps: Vec::new(), floor };
        ramp.table = match scaling {
            Scaling::Equalise => ranks(values, floor, size),
            _ => (0..size as u32)
                .map(|k| ramp.formula(f32::from_bits((floor + k) << DROPPED | 1 << (DROPPED - 1))))
                .collect(),
        };
        ramp.steps = ramp.table.iter().map(|share| ramp.step_at(*share)).collect();
        ramp
    }

    /// Share of the ramp, by the formula.
    fn formula(&self, value: f32) -> f32 {
        let place = |f: fn(f32) -> f32| {
            let (low, high) = (f(self.low), f(self.high));
            if high > low { ((f(value) - low) / (high - low)).clamp(0.0, 1.0) } else { 1.0 }
        };
        match self.scaling {
            Scaling::Linear | Scaling::Equalise => place(|v| v),
            Scaling::Sqrt => place(f32::sqrt),
            Scaling::Log => place(f32::ln),
        }
    }

    /// Where on the ramp a value lies, from 0 to 1.
    pub fn share(&self, value: f32) -> f32 {
        if self.scaling == Scaling::Equalise { self.looked_up(value) } else { self.formula(value.max(self.low)) }
    }

    fn looked_up(&self, value: f32) -> f32 {
        self.table[self.place(value.max(0.0))]
    }

    /// The place of a value in the tables.
    fn place(&self, value: f32) -> usize {
        (key(value).saturating_sub(self.floor) as usize).min(self.table.len() - 1)
    }

    /// The step of a share of the ramp. A scale that begins at 0 rounds, so that next to nothing is nothing; one that begins at 1 shows
    /// every incident.
    fn step_at(&self, share: f32) -> u8 {
        if self.low > 0.0 {
            1 + (share * f32::from(STEPS - 1)).round() as u8
        } else {
            (share * f32::from(STEPS)).round() as u8
        }
    }

    /// The step of a value, 1 to `STEPS`; 0 for nothing or next to nothing, `None` for not a number.
    #[inline]
    pub fn step(&self, value: f32) -> Option<u8> {
        if value.is_nan() {
            return None;
        }
        if value <= 0.0 || value < self.low || key(value) < self.floor {
            return Some(0);
        }
        Some(self.steps[self.place(value)])
    }

    /// Round values for a legend, ascending, at most so many: the 1-2-5 series by logarithm or rank, even steps otherwise.
    pub fn ticks(&self, most: usize) -> Vec<f64> {
        let (low, high) = (f64::from(self.low), f64::from(self.high));
        if high <= 0.0 {
            return Vec::new();
        }
        let mut ticks = match self.scaling {
            Scaling::Linear => pretty(&[low, high], most),
            _ => series(if low > 0.0 { low } else { high / f64::from(DECADES) }, high),
        };
        // Where the scale begins is said, whatever is left out above it.
        if (low == 0.0 || low >= 1.0) && ticks.first().is_none_or(|t| *t > low) {
            ticks.insert(0, low);
        }
        thinned(ticks, most, |v| self.share(v as f32))
    }
}

/// The highest of some values, 0 if none is above; not-a-numbers are passed over. Many are compared at once.
fn highest(values: &[f32]) -> f32 {
    let mut highs = [0f32; 16];
    let (sixteens, rest) = values.as_chunks::<16>();
    for sixteen in sixteens {
        highs.iter_mut().zip(sixteen).for_each(|(high, v)| *high = if *v > *high { *v } else { *high });
    }
    rest.iter().chain(&highs).copied().fold(0.0, f32::max)
}

/// Share of positive values at or under each key.
fn ranks(values: &[f32], floor: u32, size: usize) -> Vec<f32> {
    let mut counts = vec![0u64; size];
    for value in values.iter().filter(|v| **v > 0.0 && key(**v) >= floor) {
        counts[((key(*value) - floor) as usize).min(size - 1)] += 1;
    }
    let all: u64 = counts.iter().sum();
    let mut under = 0;
    counts
        .into_iter()
        .map(|n| {
            under += n;
            under as f32 / all.max(1) as f32
        })
        .collect()
}

/// 1, 2, 5, 10, … from low to high.
fn series(low: f64, high: f64) -> Vec<f64> {
    let first = low.log10().floor() as i32;
    let last = high.log10().ceil() as i32;
    (first..=last)
        .flat_map(|p| [1.0, 2.0, 5.0].map(|m| if p < 0 { m / 10f64.powi(-p) } else { m * 10f64.powi(p) }))
        .filter(|v| (low * (1.0 - 1e-6)..=high).contains(v))
        .collect()
}

/// As many ticks as asked for: the lowest, then from the highest down those that keep their distance.
fn thinned(ticks: Vec<f64>, most: usize, share: impl Fn(f64) -> f32) -> Vec<f64> {
    let Some((&first, rest)) = ticks.split_first() else { return ticks };
    let apart = 0.75 / most.max(1) as f32;
    let mut kept: Vec<f64> = Vec::new();
    for &tick in rest.iter().rev() {
        let clear =
            share(tick) - share(first) >= apart && kept.last().is_none_or(|last| share(*last) - share(tick) >= apart);
        if kept.len() + 1 < most && clear {
            kept.push(tick);
        }
    }
    kept.push(first);
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_next_to_nothing_and_not_covered() {
        let values = [0.0, f32::NAN, 0.001, 0.5, 2.0];
        for scaling in Scaling::ALL {
            let ramp = Ramp::new(scaling, &values, false);
            assert_eq!((ramp.step(0.0), ramp.step(f32::NAN)), (Some(0), None), "{scaling:?}");
            assert_eq!(ramp.step(2.0), Some(STEPS), "{scaling:?}");
            assert_eq!(ramp.step(1e-9), Some(0), "{scaling:?}");
        }
    }

    #[test]
    fn every_count_is_seen() {
        for scaling in Scaling::ALL {
            let ramp = Ramp::new(scaling, &[0.0, 1.0, 1_000_000.0], true);
            assert!(ramp.step(1.0).is_some_and(|s| s > 0), "{scaling:?}");
            assert_eq!(Ramp::new(scaling, &[0.0, 1.0], true).step(1.0), Some(STEPS), "{scaling:?}");
        }
    }

    #[test]
    fn steps_ascend_with_values_and_agree_with_the_legend() {
        let values: Vec<f32> = (0..10_000).map(|i| (i as f32 / 100.0).powi(2)).collect();
        for scaling in Scaling::ALL {
            let ramp = Ramp::new(scaling, &values, false);
            let steps: Vec<u8> = values.iter().filter_map(|v| ramp.step(*v)).collect();
            assert!(steps.is_sorted(), "{scaling:?}");
            let off = values.iter().filter(|v| **v >= ramp.low.max(1.0)).map(|v| {
                let wanted = if ramp.low > 0.0 { 1.0 + ramp.share(*v) * 253.0 } else { ramp.share(*v) * 254.0 };
                (f32::from(ramp.step(*v).unwrap_or(0)) - wanted).abs()
            });
            assert!(off.fold(0.0, f32::max) <= 0.65, "{scaling:?}");
        }
    }

    #[test]
    fn the_highest_is_found_wherever_it_stands() {
        for at in 0..100 {
            let values: Vec<f32> = (0..100).map(|i| if i == at { 7.5 } else { [f32::NAN, -1.0, 3.0][i % 3] }).collect();
            assert_eq!(highest(&values), 7.5, "{at}");
        }
        assert_eq!((highest(&[]), highest(&[-2.0, f32::NAN])), (0.0, 0.0));
    }

    #[test]
    fn equalised_steps_are_taken_by_equally_many() {
        let values: Vec<f32> = (1..=25_400).map(|i| (i as f32).powi(2)).collect();
        let ramp = Ramp::new(Scaling::Equalise, &values, false);
        let dark = values.iter().filter(|v| ramp.step(**v).is_some_and(|s| s > STEPS / 2)).count();
        assert!((dark as f64 / 25_400.0 - 0.5).abs() < 0.01, "{dark}");
    }

    #[test]
    fn legends_have_round_figures() {
        let ticks = |scaling, values: &[f32], whole| Ramp::new(scaling, values, whole).ticks(5);
        assert_eq!(ticks(Scaling::Linear, &[7.3], false), [0.0, 2.0, 4.0, 6.0]);
        assert_eq!(ticks(Scaling::Log, &[1.0, 3456.0], true), [1.0, 20.0, 100.0, 500.0, 2000.0]);
        assert_eq!(ticks(Scaling::Sqrt, &[0.0], false), [] as [f64; 0]);
        assert!(ticks(Scaling::Sqrt, &[0.37], false).len() >= 3);
    }
}
