use vermerk_policy::{Classification, Confidentiality, release};
use vermerk_report::wording;
use vermerk_summary::Failure;

use crate::arguments::{ConfigCommand, Global};
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::guideline::{self, Adopted};
use crate::pipeline::Pipeline;
use crate::settings::Settings;
use crate::{print, store, workbench};

/// Checks settings, pipeline and guideline as a run would, without a document.
pub(crate) fn config(command: &ConfigCommand, global: &Global) -> Result<Exit, CommandError> {
    let ConfigCommand::Check = command;
    let settings = Settings::load(global)?;
    let pipeline = Pipeline::load(&settings.pipeline)?;
    let adopted = Adopted::load(&settings)?;
    let bench = workbench::build(&settings, &pipeline, adopted.as_ref())?;
    print::data(&format!(
        "pipeline: {}, version {}\nmodel: {}\n",
        pipeline.name,
        pipeline.version,
        bench.model.name()
    ))?;
    match &adopted {
        Some(adopted) => {
            if let Some(store) = store::open_if_there(&settings)? {
                adopted.adopt(&store)?;
            }
            print::data(&format!("guideline: {}\n", adopted.applied().title()))?;
        }
        None => print::data("guideline: none; without one only the built-in model and this machine may be asked\n")?,
    }
    let gate = guideline::gate(&settings, adopted.as_ref());
    // What is left if a document itself is no obstacle concerns the endpoint or the guideline.
    let open =
        Classification { confidentiality: Some(Confidentiality::Open), data: Some(std::collections::BTreeSet::new()) };
    match release(gate.host.as_deref(), gate.guideline.as_deref(), &open, gate.today) {
        Ok(_) => Ok(Exit::Done),
        Err(barrier) => {
            let reason = wording::failure(Failure::Refused(barrier)).sentence;
            Err(CommandError::new(Exit::Refused, format!("the endpoint may not be used: {reason}")))
        }
    }
}
