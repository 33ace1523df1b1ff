use vermerk_summary::Barrier;

use crate::guideline::{Declaration, Deployment, Guideline, Outside, PersonalData, Proof, Region, Role};
use crate::{Classification, Day};

/// What may go to the model, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Release {
    /// The text stays in the house as it is: the built-in model, or an endpoint on the premises.
    InHouse,
    /// The text leaves the house; personal data is treated as the guideline says.
    Remote(PersonalData),
}

/// Whether a document may go to an endpoint. Deny by default: what is not declared is refused.
///
/// `host` is the endpoint's, `None` for the built-in model, which needs no leave. Without a guideline only the machine
/// itself (loopback) may be asked. A pure function: the same question has the same answer.
///
/// # Errors
/// The first barrier in the way, from the guideline over the endpoint to the document.
pub fn release(
    host: Option<&str>,
    guideline: Option<&Guideline>,
    classification: &Classification,
    today: Day,
) -> Result<Release, Barrier> {
    let Some(host) = host else { return Ok(Release::InHouse) };
    let Some(guideline) = guideline else {
        return if is_loopback(host) { Ok(Release::InHouse) } else { Err(Barrier::NoGuideline) };
    };
    if !guideline.holds_on(today) && guideline.outside == Outside::Refuse {
        return Err(Barrier::NotInForce);
    }
    let endpoint = guideline.endpoint(host).ok_or(Barrier::UnknownEndpoint)?;
    if endpoint.deployment == Deployment::OnPremises {
        return Ok(Release::InHouse);
    }
    declared(endpoint, guideline.remote.region, today)?;
    let (Some(confidentiality), Some(data)) = (classification.confidentiality, &classification.data) else {
        return Err(Barrier::Unclassified);
    };
    if !guideline.remote.confidentiality.contains(&confidentiality) {
        return Err(Barrier::Confidentiality);
    }
    if !data.is_subset(&guideline.remote.data) {
        return Err(Barrier::Data);
    }
    Ok(Release::Remote(guideline.remote.personal_data))
}

/// Whether all that must be declared about an endpoint outside the house is, and holds today.
fn declared(endpoint: &Declaration, region: Region, today: Day) -> Result<(), Barrier> {
    let holds = |proof: &Option<Proof>| proof.as_ref().is_some_and(|proof| today <= proof.until);
    if endpoint.deployment == Deployment::Global && region == Region::Eu {
        Err(Barrier::Region)
    } else if endpoint.role != Some(Role::Processor) {
        Err(Barrier::Role)
    } else if !holds(&endpoint.contract) {
        Err(Barrier::Contract)
    } else if !holds(&endpoint.dpia) {
        Err(Barrier::Dpia)
    } else if !holds(&endpoint.no_training) {
        Err(Barrier::NoTraining)
    } else {
        Ok(())
    }
}

/// Whether a host is this machine, by a literal address or the name reserved for it (RFC 6761 § 6.3).
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<core::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::guideline::{Assistant, Remote};
    use crate::{Confidentiality, DataCategory};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn proof(until: &str) -> Proof {
        Proof { reference: "AV-17/2026".to_owned(), until: day(until) }
    }

    fn guideline() -> Guideline {
        let cloud = Declaration {
            host: "llm.example.net".to_owned(),
            deployment: Deployment::EuDataZone,
            role: Some(Role::Processor),
            contract: Some(proof("2027-12-31")),
            dpia: Some(proof("2027-12-31")),
            no_training: Some(proof("2027-12-31")),
        };
        let house = Declaration {
            host: "llm.intern.example".to_owned(),
            deployment: Deployment::OnPremises,
            role: None,
            contract: None,
            dpia: None,
            no_training: None,
        };
        Guideline {
            name: "Leitlinie".to_owned(),
            issuer: "Senat".to_owned(),
            version: 1,
            effective_from: day("2026-01-01"),
            review_by: day("2026-12-31"),
            outside: Outside::Refuse,
            assistant: Assistant {
                name: "Vermerk".to_owned(),
                label: "Entwurf".to_owned(),
                signed_by: "Sachbearbeitung".to_owned(),
            },
            remote: Remote {
                confidentiality: BTreeSet::from([Confidentiality::Open]),
                data: BTreeSet::from([DataCategory::Personal]),
                personal_data: PersonalData::Masked,
                region: Region::Eu,
            },
            endpoints: vec![cloud, house],
        }
    }

    fn open(data: &[DataCategory]) -> Classification {
        Classification { confidentiality: Some(Confidentiality::Open), data: Some(data.iter().copied().collect()) }
    }

    const TODAY: &str = "2026-11-22";
    const CLOUD: Option<&str> = Some("LLM.example.net");

    fn asked(guideline: &Guideline, classification: &Classification, today: &str) -> Result<Release, Barrier> {
        release(CLOUD, Some(guideline), classification, day(today))
    }

    #[test]
    fn what_is_declared_permitted_and_in_force_leaves_masked() {
        let masked = Ok(Release::Remote(PersonalData::Masked));
        assert_eq!(asked(&guideline(), &open(&[]), TODAY), masked);
        assert_eq!(asked(&guideline(), &open(&[DataCategory::Personal]), TODAY), masked);
    }

    #[test]
    fn higher_classes_and_undeclared_ones_stay_in_the_house() {
        let secret = Classification { confidentiality: Some(Confidentiality::Restricted), ..open(&[]) };
        assert_eq!(asked(&guideline(), &secret, TODAY), Err(Barrier::Confidentiality));
        assert_eq!(asked(&guideline(), &open(&[DataCategory::Special]), TODAY), Err(Barrier::Data));
        for unclassified in [
            Classification::default(),
            Classification { data: None, ..open(&[]) },
            Classification { confidentiality: None, ..open(&[]) },
        ] {
            assert_eq!(asked(&guideline(), &unclassified, TODAY), Err(Barrier::Unclassified));
            let house = release(Some("llm.intern.example"), Some(&guideline()), &unclassified, day(TODAY));
            assert_eq!(house, Ok(Release::InHouse));
            assert_eq!(release(None, Some(&guideline()), &unclassified, day(TODAY)), Ok(Release::InHouse));
        }
    }

    #[test]
    fn a_missing_or_expired_declaration_closes_the_endpoint() {
        type Change = fn(&mut Declaration);
        let changes: [(Change, Barrier); 8] = [
            (|e| e.deployment = Deployment::Global, Barrier::Region),
            (|e| e.role = None, Barrier::Role),
            (|e| e.role = Some(Role::Controller), Barrier::Role),
            (|e| e.contract = None, Barrier::Contract),
            (|e| e.contract = Some(proof("2026-11-21")), Barrier::Contract),
            (|e| e.dpia = None, Barrier::Dpia),
            (|e| e.no_training = Some(proof("2026-11-21")), Barrier::NoTraining),
            (|e| e.host = "other.example.net".to_owned(), Barrier::UnknownEndpoint),
        ];
        for (change, barrier) in changes {
            let mut guideline = guideline();
            guideline.endpoints.first_mut().map(change).unwrap();
            assert_eq!(asked(&guideline, &open(&[]), TODAY), Err(barrier));
        }
    }

    #[test]
    fn outside_its_days_a_guideline_refuses_or_lets_the_run_warn() {
        let mut guideline = guideline();
        for outside in ["2025-12-31", "2027-01-01"] {
            guideline.outside = Outside::Refuse;
            assert_eq!(asked(&guideline, &open(&[]), outside), Err(Barrier::NotInForce));
            guideline.outside = Outside::Warn;
            assert!(asked(&guideline, &open(&[]), outside).is_ok());
        }
    }

    #[test]
    fn without_a_guideline_nothing_leaves_the_machine() {
        let ask = |host| release(host, None, &Classification::default(), day(TODAY));
        assert_eq!(ask(None), Ok(Release::InHouse));
        for host in ["127.0.0.1", "[::1]", "localhost"] {
            assert_eq!(ask(Some(host)), Ok(Release::InHouse), "{host}");
        }
        for host in ["llm.example.net", "10.0.0.1", "localhost.example.net", "127.0.0.1.example.net"] {
            assert_eq!(ask(Some(host)), Err(Barrier::NoGuideline), "{host}");
        }
    }

    #[test]
    fn a_guideline_that_contradicts_itself_is_named() {
        assert_eq!(guideline().problems(), Vec::<String>::new());
        let mut wrong = guideline();
        wrong.endpoints.first_mut().unwrap().deployment = Deployment::Global;
        wrong.version = 0;
        wrong.review_by = day("2025-01-01");
        assert_eq!(wrong.problems().len(), 3, "{:?}", wrong.problems());
    }
}
