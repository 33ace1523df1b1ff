use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;
use vermerk_batch::{Caps, Forecast, Lane, Manifest};

use crate::arguments::{Global, Plan, PlanFormat};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::guideline::Adopted;
use crate::money::amount;
use crate::pipeline::Pipeline;
use crate::settings::{ModelTable, Settings};
use crate::{budget, print, store, workbench};

/// A forecast for other programs. Amounts are decimal text in the currency.
#[derive(Debug, Serialize)]
struct Printed {
    documents: usize,
    duplicates: usize,
    done: usize,
    unreadable: usize,
    to_do: usize,
    requests: u64,
    requests_already_paid: u64,
    prompt_tokens: u64,
    completion_tokens: u64,
    completion_tokens_at_most: u64,
    /// `null` if the price is not known, like all amounts.
    currency: Option<String>,
    cost: Option<String>,
    cost_at_most: Option<String>,
    /// "direct" or "batch".
    lane: Lane,
    /// Seconds that the quota makes it take at least; `null` if the quota is not known, and on the batch lane.
    seconds_at_least: Option<u64>,
    /// Which limit on money a run may reach, by its key under [budget].
    may_reach: Option<&'static str>,
}

/// Prints what a run would do and cost. The store is read if there is one; nothing is sent or written.
pub(crate) fn plan(command: &Plan, global: &Global) -> Result<Exit, CommandError> {
    let settings = Settings::load(global)?;
    let pipeline = Pipeline::load(command.pipeline.as_deref().unwrap_or(&settings.pipeline))?;
    let folder = workbench::folder(&command.folder)?;
    let adopted = Adopted::load(&settings)?;
    let manifest = Manifest::read(&folder)?;
    let bench = workbench::build(&settings, &pipeline, adopted.as_ref())?;
    let store = store::open_if_there(&settings)?.map(Arc::new);
    let mut job = workbench::job(folder, command.out.clone(), &settings, &pipeline, &bench, adopted.as_ref(), manifest);
    job.leave_out.push(command.out.clone());
    let caps = job.budget.caps;
    let forecast = workbench::runtime()?.block_on(vermerk_batch::forecast(Arc::new(job), &bench, store))?;
    let outdated = budget::outdated(&settings.prices, &settings.model.model).filter(|_| bench.endpoint.is_some());
    if let Some(outdated) = outdated {
        print::message(&outdated);
    }
    let priced = budget::price(&settings.prices, &settings.model.model).map(|_| settings.prices.currency.clone());
    let printed = printed(&forecast, priced, &settings.model, pipeline.lane, caps);
    let text = match command.format {
        PlanFormat::Json => serde_json::to_string(&printed).map_err(CommandError::internal)? + "\n",
        PlanFormat::Text => text(&printed, bench.endpoint.is_some()),
    };
    print::data(&text)?;
    Ok(Exit::Done)
}

fn printed(forecast: &Forecast, currency: Option<String>, model: &ModelTable, lane: Lane, caps: Caps) -> Printed {
    let money = |micros: u64| currency.as_ref().map(|_| amount(micros));
    Printed {
        documents: forecast.documents,
        duplicates: forecast.duplicates,
        done: forecast.done,
        unreadable: forecast.unreadable,
        to_do: forecast.documents - forecast.duplicates - forecast.done - forecast.unreadable,
        requests: forecast.requests,
        requests_already_paid: forecast.answered,
        prompt_tokens: forecast.prompt_tokens,
        completion_tokens: forecast.completion_tokens,
        completion_tokens_at_most: forecast.most_completion_tokens,
        cost: money(forecast.cost_micros),
        cost_at_most: money(forecast.most_cost_micros),
        lane,
        seconds_at_least: if lane == Lane::Direct { seconds(forecast, model) } else { None },
        may_reach: may_reach(forecast, caps),
        currency,
    }
}

/// How long the quota makes a run take: the server counts a prompt with the longest answer it may have.
fn seconds(forecast: &Forecast, model: &ModelTable) -> Option<u64> {
    let tokens = forecast.prompt_tokens + forecast.most_completion_tokens;
    let quotas = [(forecast.requests, model.requests_per_minute), (tokens, model.tokens_per_minute)];
    let known = quotas.into_iter().filter(|(_, rate)| *rate > 0);
    known.map(|(amount, rate)| amount.saturating_mul(60).div_ceil(rate.into())).max()
}

fn may_reach(forecast: &Forecast, caps: Caps) -> Option<&'static str> {
    [
        ("per_run", caps.run, 0),
        ("per_day", caps.day, forecast.charged_today_micros),
        ("per_office_and_month", caps.office_month, forecast.charged_this_month_micros),
    ]
    .into_iter()
    .find(|(_, cap, before)| cap.is_some_and(|cap| before.saturating_add(forecast.most_cost_micros) > cap))
    .map(|(key, _, _)| key)
}

fn text(printed: &Printed, is_paid: bool) -> String {
    let Printed { documents, duplicates, done, unreadable, to_do, .. } = printed;
    let mut text = format!(
        "documents: {documents} = {to_do} to do + {done} done + {duplicates} duplicates + {unreadable} without a summary\n"
    );
    if !is_paid {
        text.push_str("model: built in; nothing is sent, nothing costs\n");
        return text;
    }
    let Printed { requests, requests_already_paid, prompt_tokens, completion_tokens, .. } = printed;
    let currency = printed.currency.as_deref().unwrap_or_default();
    let cost = match (&printed.cost, &printed.cost_at_most) {
        (Some(cost), Some(most)) => format!("about {cost} {currency}, at most {most} {currency}"),
        _ => "unknown: no price of the model in the settings".to_owned(),
    };
    let unknown = match printed.lane {
        Lane::Direct => "unknown: no quota in the settings",
        Lane::Batch => "up to a day for each round of answers; a long document takes two or more",
    };
    let duration = printed.seconds_at_least.map_or_else(
        || unknown.to_owned(),
        |seconds| {
            format!("at least {} by the quota", humantime::format_duration(std::time::Duration::from_secs(seconds)))
        },
    );
    let _infallible = write!(
        text,
        "requests: {requests} ({requests_already_paid} more are paid already), and one for each answer that must be mended\n\
         tokens: {prompt_tokens} in; about {completion_tokens} out, at most {}\n\
         cost: {cost}\n\
         duration: {duration}\n",
        printed.completion_tokens_at_most
    );
    if let Some(key) = printed.may_reach {
        let _infallible =
            writeln!(text, "the limit budget.{key} may be reached: the run then stops, and the next one goes on");
    }
    text
}
