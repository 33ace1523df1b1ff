use serde::{Deserialize, Serialize};

/// Kinds of personal data that are replaced before a text leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// File numbers of courts and offices; before all kinds without a check digit, since they look like those.
    FileNumber,
    /// Numbers of customers, members, contracts, invoices, after a word that says so.
    CustomerNumber,
    /// IBAN (ISO 13616).
    Iban,
    /// Tax id (§ 139b AO) and tax number.
    TaxNumber,
    /// VAT id (§ 27a `UStG`).
    VatId,
    /// Pension insurance number (§ 147 SGB VI).
    PensionNumber,
    /// Health insurance number (§ 290 SGB V).
    HealthNumber,
    /// Identity cards and passports.
    IdentityCard,
    /// E-mail addresses.
    Email,
    /// Telephone and fax numbers.
    Phone,
    /// Street, house number, postcode and town.
    Address,
    /// Dates of birth, after a word that says so.
    BirthDate,
    /// Licence plates.
    LicencePlate,
    /// Names of persons: parties, those addressed, those who sign.
    Person,
    /// What looks like one of our own placeholders in the text itself.
    Placeholder,
}

impl Kind {
    /// All kinds, in the order in which they are looked for: earlier ones win.
    pub const ALL: [Self; 15] = [
        Self::Placeholder,
        Self::Iban,
        Self::VatId,
        Self::PensionNumber,
        Self::HealthNumber,
        Self::TaxNumber,
        Self::IdentityCard,
        Self::CustomerNumber,
        Self::FileNumber,
        Self::Email,
        Self::BirthDate,
        Self::Phone,
        Self::Address,
        Self::LicencePlate,
        Self::Person,
    ];

    /// The word in placeholders: `[PERSON_1]`.
    pub fn label(self) -> &'static str {
        match self {
            Self::FileNumber => "AKTENZEICHEN",
            Self::CustomerNumber => "KENNNUMMER",
            Self::Iban => "IBAN",
            Self::TaxNumber => "STEUERNUMMER",
            Self::VatId => "UST-ID",
            Self::PensionNumber => "RENTENNUMMER",
            Self::HealthNumber => "KRANKENNUMMER",
            Self::IdentityCard => "AUSWEISNUMMER",
            Self::Email => "E-MAIL",
            Self::Phone => "TELEFON",
            Self::Address => "ANSCHRIFT",
            Self::BirthDate => "GEBURTSDATUM",
            Self::LicencePlate => "KENNZEICHEN",
            Self::Person => "PERSON",
            Self::Placeholder => "TEXT",
        }
    }
}
