//! Styles say what the palette and the classes say, in both languages of styles.

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::*;
use crate::classify::{CircleScale, manual};
use crate::color::WHITE;
use crate::palette;
use crate::palette::ink;

fn classed(breaks: &[f64], palette: Palette) -> Classed {
    let classes = manual(breaks).expect("ascend");
    let labels = (0..classes.len()).map(|i| format!("class <{i}> & \"more\"")).collect();
    Classed { title: "per 10,000 km²".into(), classes, labels, palette, highest: 7.0, language: Language::English }
}

fn districts(breaks: &[f64], palette: Palette) -> DistrictLook {
    DistrictLook {
        classed: classed(breaks, palette),
        zero: "none located".into(),
        no_data: "no data".into(),
        circles: CircleScale::new(&[22], 20.0),
        most: 22,
    }
}

fn bands(number: usize) -> Bands {
    let labels = (0..number).map(|i| format!("band {i}")).collect();
    Bands { title: "per 1,000 km²".into(), labels, palette: palette::ALL[0], language: Language::English }
}

/// Name, attributes and text of an element.
type Element = (String, Vec<(String, String)>, String);

/// Names, attributes and text of every element, in order; fails on what is no XML.
fn elements(text: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(text);
    let mut all: Vec<Element> = Vec::new();
    let mut open = 0;
    loop {
        let event = reader.read_event().expect("well-formed");
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                open += i32::from(matches!(event, Event::Start(_)));
                let attribute = |a: quick_xml::events::attributes::Attribute| {
                    let value = a.normalized_value(XmlVersion::Implicit1_0).expect("escaped").into_owned();
                    (a.key.as_ref().to_string(), value)
                };
                let attributes = start.attributes().map(|a| attribute(a.expect("an attribute"))).collect();
                all.push((start.name().as_ref().to_string(), attributes, String::new()));
            }
            Event::Text(text) => {
                if let Some(last) = all.last_mut() {
                    last.2 += text.xml_content(XmlVersion::Implicit1_0).trim();
                }
            }
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "every element is closed");
    all
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> &'a str {
    attributes.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
}

/// The first colour of each symbol of a QML file, as `#RRGGBB`.
fn fills(qml: &str) -> Vec<String> {
    let elements = elements(qml);
    let mut found = Vec::new();
    for (i, (name, attributes, _)) in elements.iter().enumerate() {
        if name == "symbol" && !value(attributes, "name").starts_with('@') {
            let fill = elements[i..].iter().find(|(_, a, _)| value(a, "name") == "color").expect("a colour");
            let rgb: Vec<u8> =
                value(&fill.1, "value").split(',').take(3).map(|v| v.parse().expect("0 to 255")).collect();
            found.push(Color { r: rgb[0], g: rgb[1], b: rgb[2] }.to_string());
        }
    }
    found
}

#[test]
fn districts_have_a_rule_a_class_and_two_more_in_the_colours_of_the_palette() {
    for palette in palette::ALL.iter().filter(|p| p.kind == palette::Kind::Sequential) {
        for breaks in [&[][..], &[0.5], &[0.2, 0.5, 1.0, 2.0]] {
            let look = districts(breaks, *palette);
            let style = &district_styles(&look)[0];
            let mut expected: Vec<String> = look.classed.colors().iter().rev().map(Color::to_string).collect();
            expected.extend([WHITE.to_string(), ink::NO_DATA.to_string()]);
            assert_eq!(fills(&style.qml), expected, "{}", palette.name);
            let sld = elements(&style.sld);
            let colors: Vec<&str> =
                sld.iter().filter(|(_, a, _)| value(a, "name") == "fill").map(|(_, _, text)| text.as_str()).collect();
            assert_eq!(colors, expected, "{}", palette.name);
            let rules = |text: &str, name: &str| elements(text).iter().filter(|(n, ..)| n == name).count();
            assert_eq!(rules(&style.qml, "rule"), breaks.len() + 3);
            assert_eq!(rules(&style.sld, "Rule"), breaks.len() + 3);
        }
    }
}

#[test]
fn rules_ask_for_each_class_zero_and_null_and_carry_the_labels() {
    let look = districts(&[0.2, 0.5], palette::ALL[0]);
    let elements = elements(&district_styles(&look)[0].qml);
    let rules: Vec<(&str, &str)> = elements
        .iter()
        .filter(|(name, ..)| name == "rule")
        .map(|(_, a, _)| (value(a, "filter"), value(a, "label")))
        .collect();
    let expected = [
        ("\"class\" = 3", "class <2> & \"more\""),
        ("\"class\" = 2", "class <1> & \"more\""),
        ("\"class\" = 1", "class <0> & \"more\""),
        ("\"class\" = 0", "none located"),
        ("\"class\" IS NULL", "no data"),
    ];
    assert_eq!(rules, expected);
}

/// QGIS takes the first range that holds a value, its upper bound included.
#[test]
fn a_value_on_a_bound_is_in_the_same_class_in_the_graduated_style() {
    let look = districts(&[0.2, 0.5], palette::ALL[0]);
    let elements = elements(&district_styles(&look)[1].qml);
    let ranges: Vec<[f64; 2]> = elements
        .iter()
        .filter(|(name, ..)| name == "range")
        .map(|(_, a, _)| ["lower", "upper"].map(|n| value(a, n).parse().expect("a number")))
        .collect();
    // the last one as a file has the highest value, 7, if its seventh decimal rounds up
    for written in [0.0, 0.000001, 0.199999, 0.2, 0.200001, 0.499999, 0.5, 3.0, 7.0, 7.000000499] {
        let place = ranges.iter().position(|[low, high]| (*low..=*high).contains(&written)).expect("in a range");
        let class = if written > 0.0 { look.classed.classes.class_of(written).expect("a number") + 1 } else { 0 };
        assert_eq!(place, class, "{written}");
    }
}

#[test]
fn every_style_is_xml_and_has_a_name_of_its_own() {
    let look = districts(&[0.2], palette::ALL[0]);
    let words = ["dot", "ring & more", "region"].map(String::from);
    let [located, district, region] = words;
    for language in Language::ALL {
        let classed = Classed { language, ..look.classed.clone() };
        let look = DistrictLook { classed: classed.clone(), ..look.clone() };
        let incident =
            IncidentLook { located: located.clone(), district: district.clone(), region: region.clone(), language };
        let layers = [
            region_styles(language),
            district_styles(&look),
            incident_styles(&incident),
            hexagon_styles(&classed),
            contour_styles(&Bands { language, ..bands(3) }),
        ];
        for styles in layers {
            let mut names: Vec<&String> = styles.iter().map(|s| &s.name).collect();
            names.dedup();
            assert_eq!(names.len(), styles.len());
            for style in &styles {
                assert!(style.qml.starts_with("<!DOCTYPE qgis"), "{}", style.name);
                assert!(elements(&style.qml).len() > 10 && elements(&style.sld).len() > 10, "{}", style.name);
            }
        }
    }
}

#[test]
fn any_number_of_bands_has_a_rule_and_a_colour_each() {
    for number in [1, 5, 20] {
        let styles = contour_styles(&bands(number));
        let rules = elements(&styles[0].qml).into_iter().filter(|(name, ..)| name == "rule");
        let labels = rules.filter_map(|(_, attributes, _)| attributes.into_iter().find(|(key, _)| key == "label"));
        let expected: Vec<String> = (0..number).rev().map(|i| format!("band {i}")).collect();
        assert_eq!(labels.map(|(_, label)| label).collect::<Vec<_>>(), expected);
        let mut fills: Vec<String> = elements(&styles[0].sld)
            .into_iter()
            .filter(|(name, attributes, _)| {
                name.ends_with("CssParameter") && attributes.iter().any(|(_, value)| value == "fill")
            })
            .map(|(.., text)| text)
            .collect();
        fills.sort();
        fills.dedup();
        assert_eq!(fills.len(), number);
    }
}
