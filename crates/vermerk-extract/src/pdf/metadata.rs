use vermerk_document::Metadata;

use super::source::Source;

/// What the file says of itself in its information dictionary and catalog.
pub(super) fn read(source: &Source<'_>) -> Metadata {
    let mut metadata = Metadata::default();
    if let Some(information) = source.dict(source.trailer(), b"Info") {
        metadata.title = source.text(information, b"Title");
        metadata.subject = source.text(information, b"Subject");
        metadata.author = source.text(information, b"Author");
        metadata.producer = source.text(information, b"Producer");
    }
    metadata.language = source.catalog().and_then(|catalog| source.text(catalog, b"Lang"));
    metadata
}
