use super::Store;
use crate::key::{self, Kind};
use crate::record::AdoptedGuideline;
use crate::{Event, StoreError};

impl Store {
    /// Notes the bytes of a guideline under its name and version, and that it was used, when it is seen first. `false`
    /// if other bytes are known under that name and version.
    pub fn adopt_guideline(&self, name: &str, version: u32, sha256: &str) -> Result<bool, StoreError> {
        let key = key::guideline(name, version);
        if let Some(known) = self.load::<AdoptedGuideline>(Kind::Guideline, &key)? {
            return Ok(known.sha256 == sha256);
        }
        let (name, sha256) = (name.to_owned(), sha256.to_owned());
        self.log(Event::GuidelineAdopted { name: name.clone(), version, sha256: sha256.clone() })?;
        self.save(Kind::Guideline, &key, &AdoptedGuideline { name, version, sha256 })?;
        self.barrier()?;
        Ok(true)
    }
}
