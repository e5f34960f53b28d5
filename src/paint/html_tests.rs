use super::*;
use crate::color::Color;
use crate::scene::{Group, Path, filled, group};
use crate::sheet::{Cell, Column, Row, Table};
use crate::unit::Rect;

/// Two squares that can be pointed at, one with a dot of 2023, and their table.
fn scene() -> Scene {
    let square = |x| Outline::rect(Rect::new(x, 10.0, 40.0, 40.0));
    let area = |id: &str, x| group(id, vec![Item::Path(Path { outline: square(x), fill: None, stroke: None })]);
    let dot = filled(Outline::circle([30.0, 30.0], 2.0), Color::hex(0xB23A14));
    let row = |id: &str, name: &str, n: f64| Row {
        target: format!("district-{id}"),
        cells: vec![Cell::words(name), Cell::number(n, n.to_string())],
        ..Row::default()
    };
    Scene {
        width: 100.0,
        height: 60.0,
        title: "A < B & {{C}}".into(),
        description: "Two \"squares\".".into(),
        sheet: Sheet {
            lead: "Under the title".into(),
            layers: vec![["incidents".into(), "Incidents".into()], ["rivers".into(), "Rivers".into()]],
            periods: Periods {
                title: "Year".into(),
                whole: "All".into(),
                parts: vec!["2023".into()],
                ..Periods::default()
            },
            table: Table {
                title: "Incidents by square".into(),
                columns: vec![
                    Column { title: "Square".into(), ..Column::default() },
                    Column { title: "2023".into(), numeric: true, period: Some("2023".into()) },
                ],
                rows: vec![row("B", "Right <i>", 3.0), row("A", "Left", 1.0)],
                total: vec!["Total".into(), "4".into()],
                sorted: 1,
                shades: None,
            },
            ..Sheet::default()
        },
        items: vec![
            group("title", vec![filled(square(0.0), Color::hex(0x123456))]),
            group("incidents", vec![group("incidents-2023", vec![dot])]),
            group("areas", vec![area("district-A", 0.0), area("district-B", 50.0)]),
        ],
        ..Scene::default()
    }
}

fn page() -> String {
    String::from_utf8(html(&scene()).expect("paints")).expect("UTF-8")
}

/// Text between two marks, the first time.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    page.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map(|(text, _)| text).expect("both marks")
}

/// Opening and closing tags match, but for those that HTML never closes.
fn balanced(page: &str) -> std::result::Result<(), String> {
    let outside = page.replacen(between(page, "<style>", "</style>"), "", 1);
    let outside = outside.replacen(between(&outside, "<script>", "</script>"), "", 1);
    let mut open = Vec::new();
    for tag in outside.split('<').skip(1).map(|t| t.split_once('>').map_or(t, |(tag, _)| tag)) {
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        if let Some(closed) = name.strip_prefix('/') {
            match open.pop() {
                Some(opened) if opened == closed => {}
                other => return Err(format!("</{closed}> after <{other:?}>")),
            }
        } else if !tag.ends_with('/') && !["!doctype", "meta", "input", "br", "img"].contains(&name) {
            open.push(name.to_string());
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

#[test]
fn tags_balance_and_texts_are_escaped() {
    let page = page();
    assert_eq!(balanced(&page), Ok(()));
    assert!(page.contains("<h1>A &lt; B &amp; {{C}}</h1>"), "{{C}} is a text, not a place of the template");
    assert!(page.contains("Right &lt;i&gt;") && !page.contains("<i>"));
    assert!(!page.replace("{{C}}", "").contains("{{"), "no place of the template is left");
}

#[test]
fn the_policy_names_the_style_and_the_script_that_are_there() {
    let page = page();
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none';"));
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
        assert!(policy.contains(&source(between(&page, start, end))), "{start}");
    }
    let bare = page.replace(between(&page, "<script>", "</script>"), "");
    for forbidden in [" style=", " onclick=", " onload=", "javascript:"] {
        assert!(!bare.contains(forbidden), "{forbidden}");
    }
    assert!(!page.replace("http://www.w3.org/2000/svg", "").contains("://"), "nothing is fetched");
}

#[test]
fn each_unit_has_a_line_and_a_shape() {
    let page = page();
    for id in ["district-A", "district-B"] {
        assert_eq!(page.matches(&format!("<tr data-target=\"{id}\">")).count(), 1);
        assert_eq!(page.matches(&format!("<g data-name=\"{id}\">\n<path pointer-events=\"all\"")).count(), 1);
    }
    assert!(page.contains("<g data-name=\"incidents-2023\">"));
    assert!(!page.contains("data-name=\"title\""), "the page says the title itself");
    assert!(page.contains("value=\"incidents\" checked") && !page.contains("Rivers"), "only layers that are there");
    assert!(page.contains("viewBox=\"0 6 100 48\""), "as high as what is drawn");
    assert_eq!(page.len(), self::page().len());
}

#[test]
fn other_painters_leave_what_only_a_page_has_a_use_for() {
    let svg = crate::paint::svg(&scene(), crate::paint::SvgOptions::default()).expect("paints");
    let svg = String::from_utf8(svg).expect("UTF-8");
    assert!(svg.contains("id=\"incidents-2023\"") && !svg.contains("areas") && !svg.contains("district-A"));
    let without = |scene: Scene| {
        let seen = |item: &Item| !matches!(item, Item::Group(Group { id, .. }) if id == "areas");
        Scene { items: scene.items.into_iter().filter(seen).collect(), ..scene }
    };
    let png = |scene: &Scene| crate::paint::png(scene, crate::paint::PngOptions::default()).expect("paints");
    assert_eq!(png(&scene()), png(&without(scene())));
}
