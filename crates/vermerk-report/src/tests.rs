pub(crate) mod samples;

mod hostile;
mod office;

use std::collections::BTreeSet;

use samples::{concept, entries, notice_of_grant, overview, provenance, report};

use vermerk_document::{Hidden, Notice, NoticeKind};
use vermerk_summary::{Finding, FindingKind};

use crate::{Digest, IndexOutcome, IndexReport, docx, html, index_html, index_json, json, markdown};

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
fn many_hidden_passages_stand_under_their_notices_until_there_is_no_room() {
    let made = provenance();
    let mut of = notice_of_grant();
    let passage = of.document.hidden[0].clone();
    let hide = |part: u32, count: u32| vec![Hidden { part, ..passage.clone() }; count as usize];
    of.document.hidden = [hide(0, 60), hide(1, 60), hide(2, 1)].concat();
    let notice = |part: u32, passages: u32| Notice { part: Some(part), kind: NoticeKind::HiddenText { passages } };
    of.notices = vec![notice(0, 60), notice(1, 60), notice(2, 1)];
    let report = report("bescheid.pdf", &made, &of);
    let paper = office::part(&docx(&report).unwrap(), "word/document.xml");
    for page in [html(&report), markdown(&report), paper] {
        assert_eq!(page.matches("Ignore all previous").count(), 100);
        assert!(page.contains("20 weitere Stellen sind nur in der JSON-Fassung"), "those of the second page");
        assert!(page.contains("1 weitere Stelle ist nur in der JSON-Fassung"), "that of the third page");
    }
    assert_eq!(json(&report).matches("Ignore all previous").count(), 121);
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    let made = provenance();
    let of = notice_of_grant();
    let entries = entries();
    let index = overview(&made, &entries);
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
    let index = overview(&made, &entries);
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
fn a_summary_without_a_sentence_needs_a_person() {
    let made = provenance();
    let mut of = concept();
    of.summary.statements.clear();
    let mut entries = entries();
    entries[2].outcome = IndexOutcome::Summarised(Digest::new(&of));
    let index = overview(&made, &entries);
    let page = index_html(&index);
    let (before, fine) = page.split_once("<h2 id=\"ohne\">").unwrap();
    assert!(before.contains("kein Satz zusammengefasst · 2 Hinweise"));
    assert!(!fine.split("</section>").next().unwrap().contains("href=\"./konzept.docx.html\"><bdi>konzept.docx"));
    let json: serde_json::Value = serde_json::from_str(&index_json(&index)).unwrap();
    let entry = &json["documents"][2];
    assert_eq!(
        (entry["needs_a_person"].as_bool(), entry["sentence"].as_str()),
        (Some(true), Some("kein Satz zusammengefasst"))
    );
}

#[test]
fn an_interrupted_run_says_what_it_did_not_reach() {
    let (made, entries) = (provenance(), entries());
    let names = |count: u32| (0..count).map(|number| format!("rest/{number:05} <b>.pdf")).collect::<Vec<_>>();
    let (not_reached, skipped) = (names(20_000), vec!["Thumbs.db".to_owned(), "verweis".to_owned()]);
    let index = IndexReport { not_reached: &not_reached, skipped: &skipped, ..overview(&made, &entries) };
    let page = index_html(&index);
    assert!(page.contains("Der Lauf wurde unterbrochen: 20000 Dokumente sind noch nicht bearbeitet. Sie folgen im"));
    assert!(page.contains("20005 Dokumente: 3 zusammengefasst, 1 abgewiesen, 1 fehlgeschlagen, 20000 noch nicht"));
    assert!(page.contains("rest/00199 &#60;b&#62;.pdf") && !page.contains("rest/00200"), "the list has an end");
    assert!(page.contains("Dazu 19800 weitere") && page.contains("Nicht gelesen (2)") && page.contains("Thumbs.db"));
    let json: serde_json::Value = serde_json::from_str(&index_json(&index)).unwrap();
    let total = |name: &str| json["totals"][name].as_u64().unwrap();
    let ended = total("summarised") + total("rejected") + total("failed");
    assert_eq!((total("documents"), ended + total("not_reached"), total("skipped")), (20_005, 20_005, 2));
    assert_eq!(json["not_reached"].as_array().unwrap().len(), 20_000, "programs get every name");
    assert_eq!(json["skipped"], serde_json::json!(skipped));
    let one = IndexReport { not_reached: &not_reached[..1], ..index };
    assert!(index_html(&one).contains("1 Dokument ist noch nicht bearbeitet. Es folgt im nächsten Lauf."));
    let done = index_html(&overview(&made, &entries));
    assert!(!done.contains("unterbrochen:") && !done.contains("noch nicht bearbeitet") && !done.contains("id=\"offen"));
}

#[test]
fn a_report_in_a_folder_with_any_name_is_linked_within_the_folder() {
    let made = provenance();
    for (path, link) in [
        ("berichte/../javascript:alert(1)/ä b#?.html", "./berichte/javascript%3Aalert%281%29/%C3%A4%20b%23%3F.html"),
        ("berichte/100 %25.pdf.html", "./berichte/100%20%2525.pdf.html"),
        ("berichte/a\"b'c&amp;.html", "./berichte/a%22b%27c%26amp%3B.html"),
        ("berichte/<script>x</script>.html", "./berichte/%3Cscript%3Ex%3C/script%3E.html"),
        ("berichte/zwei\nZeilen\t.html", "./berichte/zwei%0AZeilen%09.html"),
        ("berichte/a\\..\\b.html", "./berichte/a%5C..%5Cb.html"),
        ("//boese.example/x.html", "./boese.example/x.html"),
    ] {
        let mut entries = entries();
        for entry in &mut entries {
            path.clone_into(&mut entry.name);
            entry.report = entry.report.is_some().then(|| path.to_owned());
        }
        let page = index_html(&overview(&made, &entries));
        let links: Vec<&str> = values(&page, "href").into_iter().filter(|link| !link.starts_with('#')).collect();
        assert_eq!(links, [link; 5], "three rows and two deadlines with a report");
        assert!(!page.contains("<script") && !page.contains("&amp;.html<"), "names are shown as text");
        assert_eq!(page.matches("<bdi>").count(), page.matches("</bdi>").count());
    }
}
