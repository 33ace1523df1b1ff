//! Prices and limits on money, from the settings.

use std::collections::BTreeMap;

use serde::Deserialize;
use vermerk_batch::{Budget, Caps};
use vermerk_model::Price;

use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::settings::{ModelKind, Settings};
use crate::{clock, money};

/// What models cost, as the settings file says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PricesTable {
    pub(crate) currency: String,
    warn_after_days: u32,
    models: BTreeMap<String, PriceTable>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceTable {
    as_of: String,
    input: String,
    output: String,
    #[serde(default = "no_discount")]
    batch_percent: u32,
}

/// What may be spent, as the settings file says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BudgetTable {
    pub(crate) office: String,
    per_run: String,
    per_day: String,
    per_office_and_month: String,
    estimate_percent: u32,
}

fn no_discount() -> u32 {
    100
}

/// Holds both tables against each other. `model` is the model that requests go to; `None` is the built-in one.
pub(crate) fn check(prices: &PricesTable, budget: &BudgetTable, model: Option<&str>) -> Result<(), String> {
    if prices.currency.is_empty() || prices.currency.len() > 16 {
        return Err("prices.currency: must be a short name such as \"EUR\"".to_owned());
    }
    for (name, price) in &prices.models {
        let key = |field: &str| format!("prices.models.\"{name}\".{field}");
        if day_of(&price.as_of).is_none() {
            return Err(format!("{}: must be a date such as \"2026-11-01\"", key("as_of")));
        }
        for (field, text) in [("input", &price.input), ("output", &price.output)] {
            if money::parse(text).is_none() {
                return Err(format!("{}: must be an amount such as \"0.15\"", key(field)));
            }
        }
        if price.batch_percent == 0 || price.batch_percent > 100 {
            return Err(format!("{}: must be from 1 to 100", key("batch_percent")));
        }
    }
    if budget.office.trim().is_empty() || budget.office.len() > 100 {
        return Err("budget.office: must be a name of at most 100 bytes".to_owned());
    }
    if !(100..=1000).contains(&budget.estimate_percent) {
        return Err("budget.estimate_percent: must be from 100 to 1000".to_owned());
    }
    let caps = caps(budget)?;
    if let Some(model) = model
        && caps != Caps::default()
        && !prices.models.contains_key(model)
    {
        return Err(format!(
            "prices.models.\"{model}\": is missing; without the model's price no limit on money can be kept"
        ));
    }
    Ok(())
}

/// For commands that keep no books: they may not ask a paid endpoint where limits on money are set.
pub(crate) fn without_books(settings: &Settings) -> Result<(), CommandError> {
    let is_limited = caps(&settings.budget).is_ok_and(|caps| caps != Caps::default());
    if settings.model.kind == ModelKind::Builtin || !is_limited {
        return Ok(());
    }
    Err(CommandError::new(Exit::Refused, "limits on money are set, and this command keeps no books")
        .hint("use `vermerk run FOLDER`, which keeps the limits under [budget], or the built-in model"))
}

/// What a run with this model may spend. Checked before.
pub(crate) fn budget(prices: &PricesTable, budget: &BudgetTable, model: &str) -> Budget {
    Budget {
        price: price(prices, model),
        caps: caps(budget).unwrap_or_default(),
        office: budget.office.clone(),
        currency: prices.currency.clone(),
        token_percent: budget.estimate_percent,
        clock: clock::now,
    }
}

/// A sentence for the operator if the model's price was looked up too long ago.
pub(crate) fn outdated(prices: &PricesTable, model: &str) -> Option<String> {
    let price = prices.models.get(model)?;
    let today = u32::try_from(clock::now() / 86_400).unwrap_or(u32::MAX);
    let age = today.saturating_sub(day_of(&price.as_of)?);
    (age > prices.warn_after_days).then(|| {
        format!(
            "the price of '{model}' in the settings is of {}, {age} days ago: look whether it still holds",
            price.as_of
        )
    })
}

/// What the model costs, if the settings say it.
pub(crate) fn price(prices: &PricesTable, model: &str) -> Option<Price> {
    let price = prices.models.get(model)?;
    let (input, output) = (money::parse(&price.input)?, money::parse(&price.output)?);
    Some(Price { input, output, batch_percent: price.batch_percent })
}

fn caps(budget: &BudgetTable) -> Result<Caps, String> {
    let cap = |key: &str, text: &str| match text {
        "" => Ok(None),
        text => money::parse(text)
            .map(Some)
            .ok_or_else(|| format!("budget.{key}: must be an amount such as \"12.50\", or empty for no limit")),
    };
    Ok(Caps {
        run: cap("per_run", &budget.per_run)?,
        day: cap("per_day", &budget.per_day)?,
        office_month: cap("per_office_and_month", &budget.per_office_and_month)?,
    })
}

/// Days since 1970 of a date as "2026-11-01".
fn day_of(date: &str) -> Option<u32> {
    let time = humantime::parse_rfc3339(&format!("{date}T00:00:00Z")).ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    u32::try_from(since.as_secs() / 86_400).ok()
}
