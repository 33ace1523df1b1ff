use vermerk_document::{Extraction, Rejection};

use crate::Limits;

pub(crate) fn read(_bytes: &[u8], _limits: &Limits) -> Result<Extraction, Rejection> {
    Err(Rejection::Unsupported)
}
