use std::sync::Arc;

use vermerk_model::{BoxFuture, BuiltIn, Class, Meter, Model, ModelError};
use vermerk_summary::{Completion, Request};

use crate::Cores;

/// The built-in model with its computing on the pool, so that waiting for others goes on meanwhile.
pub struct BuiltInOnCores(pub Cores);

impl Model for BuiltInOnCores {
    fn name(&self) -> &str {
        BuiltIn.name()
    }

    fn window(&self) -> Option<usize> {
        BuiltIn.window()
    }

    fn complete_metered<'a>(
        &'a self,
        request: &'a Request,
        _: Arc<dyn Meter>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        let request = request.clone();
        Box::pin(async move {
            let answered = self.0.run(move || BuiltIn::answer(&request)).await;
            answered.map_err(|_| ModelError::new(Class::Permanent))
        })
    }
}
