//! The same data divided by mapclassify 2.10.0 (Python, pysal; numpy 2.4.6).
//!
//! mapclassify's bins are upper bounds that belong to their class, the last one being the highest value. Ours are inner breaks
//! that belong to the class above. A bin that is no value of the data parts it as the same number as a break does, so the bins
//! without the last are compared with the breaks before rounding. Bins that are values of the data (Fisher-Jenks: the
//! highest of each class; ours: the lowest of the next) are compared by how many values each class holds.

use super::*;

/// Sixty log-normal densities with ties: exp(1.2 z) at the normal scores z, three digits.
const SKEWED: [f64; 60] = [
    0.0565, 0.0952, 0.125, 0.152, 0.178, 0.203, 0.227, 0.251, 0.276, 0.301, 0.351, 0.351, 0.377, 0.404, 0.431, 0.459,
    0.488, 0.518, 0.548, 0.58, 0.613, 0.647, 0.682, 0.719, 0.757, 0.797, 0.839, 0.882, 0.928, 0.975, 1.13, 1.13, 1.13,
    1.19, 1.25, 1.32, 1.39, 1.47, 1.55, 1.63, 1.72, 1.82, 1.93, 2.05, 2.18, 2.32, 2.48, 2.65, 2.85, 3.07, 3.33, 3.62,
    3.98, 4.4, 4.94, 5.63, 6.57, 7.99, 10.5, 17.7,
];

/// Forty normal ones: 40 + 12 z, one decimal.
const EVEN: [f64; 40] = [
    13.1, 18.6, 21.6, 23.7, 25.4, 26.9, 28.2, 29.4, 30.4, 31.4, 32.4, 33.3, 34.1, 35.0, 35.8, 36.6, 37.3, 38.1, 38.9,
    39.6, 40.4, 41.1, 41.9, 42.7, 43.4, 44.2, 45.0, 45.9, 46.7, 47.6, 48.6, 49.6, 50.6, 51.8, 53.1, 54.6, 56.3, 58.4,
    61.4, 66.9,
];

fn same_breaks(method: Method, values: &[f64], classes: usize, theirs: &[f64]) {
    let ours = method.breaks(values, classes);
    let close = ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| (a / b - 1.0).abs() < 1e-12);
    assert!(close, "{method:?} {classes}: {ours:?}, not {theirs:?}");
}

/// How many values each class holds.
fn sizes(values: &[f64], breaks: Vec<f64>) -> Vec<usize> {
    let classes = Classes::new(breaks).expect("ascending");
    let mut sizes = vec![0; classes.len()];
    values.iter().for_each(|v| sizes[classes.class_of(*v).expect("a number")] += 1);
    sizes
}

#[test]
fn equal_intervals() {
    same_breaks(Method::Equal, &SKEWED, 3, &[5.937666666666666, 11.818833333333332]);
    same_breaks(Method::Equal, &SKEWED, 4, &[4.467375, 8.87825, 13.289124999999999]);
    same_breaks(Method::Equal, &SKEWED, 5, &[3.5852, 7.113899999999999, 10.642599999999998, 14.171299999999999]);
    assert_eq!(sizes(&SKEWED, Method::Equal.breaks(&SKEWED, 5)), [51, 6, 2, 0, 1]);
}

#[test]
fn quantiles() {
    same_breaks(Method::Quantile, &SKEWED, 3, &[0.6020000000000001, 1.6600000000000001]);
    same_breaks(Method::Quantile, &SKEWED, 4, &[0.452, 1.0525, 2.2150000000000003]);
    same_breaks(Method::Quantile, &SKEWED, 5, &[0.3718, 0.7418, 1.3479999999999999, 2.690000000000001]);
    assert_eq!(sizes(&SKEWED, Method::Quantile.breaks(&SKEWED, 5)), [12; 5]);
}

/// `FisherJenks`. `NaturalBreaks` searches from random starts and found 37 and 15 for five classes: the optimum is exact here.
#[test]
fn natural_breaks() {
    for (classes, theirs) in [(3, vec![48, 10, 2]), (4, vec![44, 12, 3, 1]), (5, vec![38, 14, 5, 2, 1])] {
        assert_eq!(sizes(&SKEWED, Method::Natural.breaks(&SKEWED, classes)), theirs);
    }
    let upper = [1.47, 3.62, 6.57, 10.5];
    for (ours, theirs) in Method::Natural.breaks(&SKEWED, 5).into_iter().zip(upper) {
        assert_eq!(SKEWED.iter().rposition(|v| *v < ours), SKEWED.iter().rposition(|v| *v <= theirs));
    }
}

/// `PrettyBreaks` makes two classes of `EVEN` when asked for four, for it rounds the range (54 to 100) before the step; ours is
/// the smallest step that makes no more than were asked for, and finds the three bounds that it finds for five.
#[test]
fn pretty_breaks() {
    same_breaks(Method::Pretty, &SKEWED, 3, &[10.0]);
    same_breaks(Method::Pretty, &SKEWED, 4, &[5.0, 10.0, 15.0]);
    same_breaks(Method::Pretty, &SKEWED, 5, &[5.0, 10.0, 15.0]);
    same_breaks(Method::Pretty, &EVEN, 3, &[50.0]);
    same_breaks(Method::Pretty, &EVEN, 5, &[20.0, 40.0, 60.0]);
    same_breaks(Method::Pretty, &EVEN, 4, &[20.0, 40.0, 60.0]);
    assert_eq!(sizes(&EVEN, Method::Pretty.breaks(&EVEN, 5)), [2, 18, 18, 2]);
}

/// `StdMean` with the multiples that ours chooses: −0.5 to 2.5 and 0 to 2 where none further down part the values.
#[test]
fn standard_deviations() {
    let half = [0.5430618238383051, 3.427961509495028, 6.312861195151751, 9.197760880808474];
    same_breaks(Method::Deviation, &SKEWED, 5, &half);
    same_breaks(Method::Deviation, &SKEWED, 4, &[1.9855116666666666, 4.870411352323389, 7.755311037980112]);
    let half = [22.05058389636202, 34.01686129878734, 45.98313870121266, 57.94941610363798];
    same_breaks(Method::Deviation, &EVEN, 5, &half);
    same_breaks(Method::Deviation, &EVEN, 4, &[28.03372259757468, 40.0, 51.96627740242532]);
}

/// `HeadTailBreaks` goes on until one value is left; ours ends at the number of classes asked for.
#[test]
fn head_tail_breaks() {
    let means = [1.9855116666666666, 5.074117647058824, 9.678, 14.1];
    same_breaks(Method::HeadTail, &SKEWED, 5, &means);
    same_breaks(Method::HeadTail, &SKEWED, 3, &means[..2]);
    same_breaks(Method::HeadTail, &EVEN, 5, &[40.0, 49.51, 55.85555555555556, 60.75]);
}

/// mapclassify has no geometric progression: `numpy.geomspace` without its ends.
#[test]
fn geometric_progression() {
    same_breaks(Method::Geometric, &SKEWED, 4, &[0.23770025764046654, 1.0000249996875077, 4.207189381816425]);
    let five = [0.17833369642151156, 0.5628833146789354, 1.7766559674457958, 5.607745591928238];
    same_breaks(Method::Geometric, &SKEWED, 5, &five);
}

/// What a legend shows of it: two digits.
#[test]
fn bounds_are_rounded_to_two_digits() {
    for method in Method::ALL {
        for values in [&SKEWED[..], &EVEN] {
            for most in 1..=MOST_CLASSES {
                let classes = method.classes(values, most).expect("divides");
                assert!(classes.breaks().iter().all(|b| *b == significant(*b, 2)), "{method:?} {most} {classes:?}");
            }
        }
    }
}
