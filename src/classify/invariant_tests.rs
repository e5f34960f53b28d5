//! What holds for every method, whatever the values.

use proptest::prelude::*;

use super::*;

/// Values that have broken classifications elsewhere.
const HARD: &[&[f64]] = &[
    &[],
    &[3.0],
    &[0.0, 0.0, 0.0],
    &[2.0, 2.0, 2.0, 2.0],
    &[0.1, 0.1, 0.1],
    &[1.0, 2.0],
    &[1.0, 1.0, 1.0, 1.0, 1.0, 9.0],
    &[1.0, 9.0, 9.0, 9.0, 9.0, 9.0],
    &[0.1, 0.2, 0.3, 0.30000000000000004, 0.7, 0.7, 0.7],
    &[1.0, 10.0, 100.0, 1000.0, 10000.0, 10000.0, 10000.0],
    &[0.046, 0.05, 0.12, 0.2, 0.45, 0.5, 0.9, 1.3, 2.2],
    &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.5],
    &[-3.0, -1.0, 0.0, 0.5, 4.0],
    &[-5.0, -4.0, -1.0],
    &[0.0456, 0.0457, 0.0458, 0.0459],
    &[1.0, 1.0 + f64::EPSILON],
    &[999.4, 999.6, 1000.4],
    &[1e-9, 1e9],
    &[5e-324, 1e-323, 1e-310],
    &[-1.0, 1e-320],
    &[f64::MIN, -1.0, 1.0, f64::MAX],
    &[1e300, 1e305, f64::MAX, f64::MAX],
];

/// The classes of values, after every check.
fn checked(method: Method, values: &[f64], most: usize) -> Classes {
    let classes = method.classes(values, most).expect("finite values are divided");
    let about = format!("{method:?} {most} {values:?} {:?}", classes.breaks());
    assert!((1..=most).contains(&classes.len()), "{about}");
    assert!(classes.breaks().iter().all(|b| b.is_finite()), "{about}");
    assert!(classes.breaks().windows(2).all(|pair| pair[0] < pair[1]), "{about}");
    for &value in values {
        let holds = |class: &usize| {
            let (low, high) = classes.extent(*class);
            low.is_none_or(|l| l <= value) && high.is_none_or(|h| value < h)
        };
        let holding: Vec<usize> = (0..classes.len()).filter(holds).collect();
        assert_eq!(holding, [classes.class_of(value).expect("a number")], "{about}");
    }
    let lowest = values.iter().copied().min_by(f64::total_cmp);
    let highest = values.iter().copied().max_by(f64::total_cmp);
    assert_eq!(lowest.map_or(Some(0), |v| classes.class_of(v)), Some(0), "the lowest class is not empty: {about}");
    assert_eq!(
        highest.map_or(Some(0), |v| classes.class_of(v)),
        Some(classes.len() - 1),
        "nor is the highest: {about}"
    );
    classes
}

#[test]
fn hard_values_are_divided_by_every_method() {
    for method in Method::ALL {
        for values in HARD {
            for most in 1..=MOST_CLASSES {
                checked(method, values, most);
            }
        }
    }
}

#[test]
fn values_all_equal_make_one_class() {
    for method in Method::ALL {
        for value in [0.0, 0.1, 3.0, 1e300] {
            assert_eq!(checked(method, &[value; 7], 5).len(), 1, "{method:?} {value}");
        }
    }
}

/// A map without any incident still has a legend: no values, once zero is left out, are one class and no error.
#[test]
fn no_values_make_one_class() {
    for method in Method::ALL {
        let classes = checked(method, &[], 5);
        assert_eq!((classes.len(), classes.extent(0)), (1, (None, None)), "{method:?}");
    }
}

#[test]
fn fewer_values_than_classes_make_no_more_classes_than_the_bounds_between_them_allow() {
    for most in 3..=MOST_CLASSES {
        for method in [Method::Natural, Method::HeadTail] {
            assert_eq!(checked(method, &[1.0, 4.0], most).len(), 2, "{method:?}");
        }
        for method in Method::ALL {
            checked(method, &[1.0, 4.0], most);
        }
    }
}

/// Rounding up the bound under the lowest values would leave them below every label.
#[test]
fn the_lowest_value_stays_in_the_lowest_class() {
    let values = [0.1449, 0.145, 0.1451, 0.9];
    for method in Method::ALL {
        let classes = checked(method, &values, 4);
        assert_eq!(classes.extent(0).0, None, "{method:?}: the lowest class is open below");
    }
}

/// Quantiles of many equal values give one bound several times.
#[test]
fn a_bound_is_given_once() {
    let tied = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0];
    for method in Method::ALL {
        checked(method, &tied, 5);
    }
}

/// A class that holds nothing keeps its number, and with it its colour.
#[test]
fn an_empty_class_moves_no_other() {
    let classes = checked(Method::Equal, &[1.0, 2.0, 3.0, 21.0], 5);
    assert_eq!(classes.breaks(), [5.0, 9.0, 13.0, 17.0]);
    assert_eq!([1.0, 2.0, 3.0, 21.0].map(|v| classes.class_of(v)), [0, 0, 0, 4].map(Some));
}

#[test]
fn what_is_no_number_is_refused() {
    for method in Method::ALL {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = method.classes(&[1.0, bad, 2.0], 3).expect_err("refused");
            assert_eq!(error.kind, crate::error::Kind::Data, "{method:?} {bad}");
        }
        assert!(method.classes(&[1.0], 0).is_err() && method.classes(&[1.0], MOST_CLASSES + 1).is_err(), "{method:?}");
    }
}

#[test]
fn words_are_unique_and_found() {
    for method in Method::ALL {
        assert_eq!(Method::find(method.word()), Some(method));
    }
}

fn any_method() -> impl Strategy<Value = Method> {
    (0..Method::ALL.len()).prop_map(|i| Method::ALL[i])
}

/// Counts with many ties, densities over orders of magnitude, near neighbours, and any finite float at all.
fn any_values() -> impl Strategy<Value = Vec<f64>> {
    let one = |value: BoxedStrategy<f64>| prop::collection::vec(value, 0..60).boxed();
    prop_oneof![
        one((1u32..9).prop_map(f64::from).boxed()),
        one((-6.0..3.0f64).prop_map(f64::exp).boxed()),
        one((1000u32..1100).prop_map(|n| f64::from(n) / 1000.0).boxed()),
        one((0u64..5).prop_map(|ulps| f64::from_bits(1.0f64.to_bits() + ulps)).boxed()),
        one(any::<f64>().prop_filter("finite", |v| v.is_finite()).boxed()),
        one((-5.0..5.0f64).boxed()),
    ]
}

proptest! {
    #[test]
    fn every_value_is_in_exactly_the_class_its_label_says(
        (method, values, most) in (any_method(), any_values(), 1..=MOST_CLASSES)
    ) {
        checked(method, &values, most);
    }

    #[test]
    fn the_order_of_the_values_does_not_matter((method, values) in (any_method(), any_values())) {
        let mut turned = values.clone();
        turned.reverse();
        prop_assert_eq!(checked(method, &values, 5), checked(method, &turned, 5));
    }

    /// Whole bounds part whole numbers as the bounds that were found do.
    #[test]
    fn whole_bounds_move_no_whole_number(
        (method, numbers) in (any_method(), prop::collection::vec(prop_oneof![1u32..9, 1u32..5000], 0..60))
    ) {
        let values: Vec<f64> = numbers.into_iter().map(f64::from).collect();
        let classes = checked(method, &values, 5);
        let whole = classes.whole();
        prop_assert!(whole.breaks().iter().all(|b| b.fract() == 0.0 && *b > 1.0), "{:?}", whole.breaks());
        prop_assert!(whole.breaks().windows(2).all(|pair| pair[0] < pair[1]));
        for (a, b) in values.iter().flat_map(|a| values.iter().map(move |b| (*a, *b))) {
            let together = |classes: &Classes| classes.class_of(a) == classes.class_of(b);
            prop_assert_eq!(together(&classes), together(&whole));
        }
    }

    /// Values that repeat in another place of the table get the same class.
    #[test]
    fn higher_values_are_never_in_lower_classes((method, mut values) in (any_method(), any_values())) {
        let classes = checked(method, &values, 5);
        values.sort_by(f64::total_cmp);
        prop_assert!(values.windows(2).all(|pair| classes.class_of(pair[0]) <= classes.class_of(pair[1])));
    }
}
