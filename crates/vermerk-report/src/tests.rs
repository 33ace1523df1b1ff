pub(crate) mod samples;

mod hostile;
mod office;

use std::collections::BTreeSet;

use samples::{concept, entries, notice_of_grant, provenance, report};

use vermerk_summary::{Finding, FindingKind};

use crate::{IndexReport, docx, html, index_html, index_json, json, markdown};

/// The values of an attribute in a page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// The page without its style sheet, whose changes are looked at, not compared.
fn unstyled(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    format!("{before}<style></style>{}", rest.split_once("</style>").unwrap().1)
}

#[test]
fn the_reports_are_as_they_were() {
    let made = provenance();
    let (pdf, docx) = (notice_of_grant(), concept());
    let pdf = report("2026/bescheid.pdf", &made, &pdf);
    insta::assert_snapshot!("bescheid.html", unstyled(&html(&pdf)));
    insta::assert_snapshot!("bescheid.md", markdown(&pdf));
    insta::assert_snapshot!("bescheid.json", json(&pdf));
    insta::assert_snapshot!("konzept.md", markdown(&report("konzept.docx", &made, &docx)));
}

#[test]
fn every_link_leads_to_one_place_on_the_page() {
    let made = provenance();
    for (name, of) in [("2026/bescheid.pdf", notice_of_grant()), ("konzept.docx", concept())] {
        let page = html(&report(name, &made, &of));
        let ids = values(&page, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "an id stands twice in {name}");
        let links = values(&page, "href");
        assert!(links.len() > 10);
        for link in links {
            let target = link.strip_prefix('#').expect("a report links to nothing but itself");
            assert!(known.contains(target), "{name}: nothing stands at {link}");
        }
        for id in known.iter().filter(|id| id.starts_with("q0-") || id.starts_with("satz")) {
            assert!(page.contains(&format!("href=\"#{id}\"")) || id.starts_with("satz4"), "nothing leads to {id}");
        }
    }
}

#[test]
fn a_long_list_unfolds_and_its_paper_says_how_much_is_left_out() {
    let made = provenance();
    let mut of = notice_of_grant();
    let amount = of.summary.findings.iter().find(|f| f.kind == FindingKind::Amount).unwrap().clone();
    let deadline = of.summary.findings.iter().find(|f| f.kind == FindingKind::Deadline).unwrap().clone();
    for number in 0..20 {
        of.summary.findings.push(Finding { value: format!("{number}.00 EUR"), ..amount.clone() });
        of.summary.findings.push(Finding { value: format!("2027-01-{:02}", number + 1), ..deadline.clone() });
    }
    let report = report("bescheid.pdf", &made, &of);
    let page = html(&report);
    assert!(page.contains("Fristen (22)") && page.contains("10 weitere Beträge") && !page.contains("weitere Fristen"));
    assert_eq!(page.matches("<tr role=\"row\" id=").count(), 22 + 22 + 1 + 1, "every finding has its row");
    let paper = office::part(&docx(&report).unwrap(), "word/document.xml");
    assert!(paper.contains("10 weitere Beträge stehen in der HTML-Fassung dieses Vermerks."));
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    let made = provenance();
    let of = notice_of_grant();
    let entries = entries();
    let index = IndexReport { folder: "eingang", provenance: &made, entries: &entries };
    for page in [html(&report("bescheid.pdf", &made, &of)), index_html(&index)] {
        assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'"));
        assert!(page.contains("Maschinell erstellt – ENTWURF") && page.contains("name=\"ai-generated\""));
        for outside in ["<script", " src=", "<link", "@import", "url(", "http:", "https:", " on"] {
            let markup: String = page.split('<').skip(1).map(|tag| tag.split('>').next().unwrap()).collect();
            assert!(!markup.contains(outside), "{outside}");
        }
    }
}

#[test]
fn the_totals_of_the_overview_add_up() {
    let made = provenance();
    let entries = entries();
    let index = IndexReport { folder: "eingang", provenance: &made, entries: &entries };
    let page = index_html(&index);
    assert!(page.contains("5 Dokumente: 3 zusammengefasst, 1 abgewiesen, 1 fehlgeschlagen. Darunter 1 Dublette."));
    assert!(page.contains("6 Sätze: 4 belegt, 1 zu prüfen, 1 nicht belegt."));
    assert_eq!(
        page.matches("<tr><th scope=\"row\">").count(),
        5 + 2,
        "a row for each document and each dated deadline"
    );
    let places = ["id=\"fehlgeschlagen\"", "id=\"abgewiesen\"", "id=\"pruefen\"", "id=\"ohne\""];
    let places: Vec<usize> = places.iter().map(|id| page.find(id).unwrap()).collect();
    assert!(places.is_sorted(), "what needs a person comes first");
    let json: serde_json::Value = serde_json::from_str(&index_json(&index)).unwrap();
    let total = |name: &str| json["totals"][name].as_u64().unwrap();
    assert_eq!(total("documents"), total("summarised") + total("rejected") + total("failed"));
    assert_eq!((total("needs_a_person"), json["documents"].as_array().unwrap().len()), (3, 5));
}

#[test]
fn a_report_in_a_folder_with_any_name_is_linked_within_the_folder() {
    let made = provenance();
    let mut entries = entries();
    entries[0].report = Some("berichte/../javascript:alert(1)/ä b#?.html".to_owned());
    let page = index_html(&IndexReport { folder: "eingang", provenance: &made, entries: &entries });
    assert!(page.contains("href=\"./berichte/javascript%3Aalert%281%29/%C3%A4%20b%23%3F.html\""), "{page}");
}
