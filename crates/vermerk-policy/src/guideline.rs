use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Confidentiality, DataCategory, Day};

/// A cabinet's or office's guideline for the use of language models, as far as a program can enforce it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guideline {
    /// What it is called in reports.
    pub name: String,
    /// Who issued it.
    pub issuer: String,
    /// Raised with every change of a byte.
    pub version: u32,
    /// The first day it holds.
    pub effective_from: Day,
    /// The day by which it must have been looked at again.
    pub review_by: Day,
    /// What happens on a day outside these two.
    pub outside: Outside,
    /// How the assistant is named in reports.
    pub assistant: Assistant,
    /// What may go to an endpoint outside the house.
    pub remote: Remote,
    /// The endpoints that may be used; any other is refused.
    #[serde(default, rename = "endpoint")]
    pub endpoints: Vec<Declaration>,
}

/// What happens before a guideline holds and after it should have been reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outside {
    /// The run goes on and says so.
    Warn,
    /// Nothing runs.
    Refuse,
}

/// Texts a Land or office gives the program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assistant {
    /// Its name.
    pub name: String,
    /// The mark that a machine took part, shown in every report.
    pub label: String,
    /// Who must sign a report before it is used.
    pub signed_by: String,
}

/// What may leave the house.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remote {
    /// Levels of secrecy that may.
    pub confidentiality: BTreeSet<Confidentiality>,
    /// Kinds of data that may.
    pub data: BTreeSet<DataCategory>,
    /// Whether personal data is replaced before.
    pub personal_data: PersonalData,
    /// Where endpoints must compute.
    pub region: Region,
}

/// What becomes of personal data in a request that leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonalData {
    /// It is replaced by placeholders, and put back into the answer.
    Masked,
    /// A request in which any is found does not leave.
    Prohibited,
    /// It may leave as it is.
    Permitted,
}

/// Where an endpoint must compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// In the European Union.
    Eu,
    /// Anywhere.
    Any,
}

/// What is declared about an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Its host, as in the address, without port.
    pub host: String,
    /// Where and how it computes.
    pub deployment: Deployment,
    /// What the provider is under data protection law.
    #[serde(default)]
    pub role: Option<Role>,
    /// The contract (Art. 28 DSGVO).
    #[serde(default)]
    pub contract: Option<Proof>,
    /// The data protection impact assessment (Art. 35 DSGVO).
    #[serde(default)]
    pub dpia: Option<Proof>,
    /// The provider's word that nothing is used for training.
    #[serde(default)]
    pub no_training: Option<Proof>,
}

/// Where and how an endpoint computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// In the house's own data centre.
    OnPremises,
    /// In one region of the European Union.
    EuRegion,
    /// In several regions, all in the European Union ("data zone").
    EuDataZone,
    /// Wherever there is room ("global standard"): not the European Union, whatever the resource's location says.
    Global,
}

/// What a provider is under data protection law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works on the office's instructions (Art. 28 DSGVO).
    Processor,
    /// Decides itself (Art. 4 Nr. 7 DSGVO): nothing may go there.
    Controller,
}

/// A document that proves something, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Where it is filed.
    pub reference: String,
    /// The last day it holds.
    pub until: Day,
}

impl Guideline {
    /// What is wrong with it by itself, whatever the day and the document: none of it may go into a run.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.version == 0 {
            problems.push("version: must be at least 1".to_owned());
        }
        if self.review_by < self.effective_from {
            problems.push("review_by: lies before effective_from".to_owned());
        }
        for (key, text) in [
            ("name", &self.name),
            ("issuer", &self.issuer),
            ("assistant.name", &self.assistant.name),
            ("assistant.label", &self.assistant.label),
            ("assistant.signed_by", &self.assistant.signed_by),
        ] {
            if text.trim().is_empty() {
                problems.push(format!("{key}: is empty"));
            }
        }
        let mut hosts = BTreeSet::new();
        for endpoint in &self.endpoints {
            let host = &endpoint.host;
            if host.is_empty() || host.contains(['/', '@', ' ']) {
                problems.push(format!("endpoint.host: '{host}' is no host name"));
            }
            if !hosts.insert(host.to_ascii_lowercase()) {
                problems.push(format!("endpoint.host: '{host}' stands there twice"));
            }
            if self.remote.region == Region::Eu && endpoint.deployment == Deployment::Global {
                problems.push(format!(
                    "endpoint '{host}': a global deployment computes outside the European Union, which remote.region forbids"
                ));
            }
        }
        problems
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, today: Day) -> bool {
        (self.effective_from..=self.review_by).contains(&today)
    }

    /// What is declared about a host, in any case.
    pub fn endpoint(&self, host: &str) -> Option<&Declaration> {
        self.endpoints.iter().find(|endpoint| endpoint.host.eq_ignore_ascii_case(host))
    }
}
