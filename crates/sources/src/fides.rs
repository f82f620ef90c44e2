//! The dataset YAML of Fides, read as it is.

use std::collections::BTreeMap;

use charter::Diagnostic;
use serde::Deserialize;
use toml::Spanned;
use words::Message;

use crate::map::malformed;
use crate::{DataCategory, Erase, Field, Follow, Kind, Place, Reference, Source, Table, Writes};

#[derive(Deserialize)]
struct Document {
    dataset: Vec<Dataset>,
}

#[derive(Deserialize)]
struct Dataset {
    fides_key: String,
    #[serde(default)]
    name: Option<String>,
    collections: Vec<Collection>,
}

#[derive(Deserialize)]
struct Collection {
    name: String,
    #[serde(default)]
    fields: Vec<DatasetField>,
}

#[derive(Deserialize)]
struct DatasetField {
    name: String,
    #[serde(default)]
    data_categories: Vec<String>,
    #[serde(default, alias = "fidesops_meta")]
    fides_meta: Option<Meta>,
    #[serde(default)]
    fields: Vec<DatasetField>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta {
    primary_key: bool,
    identity: Option<String>,
    references: Vec<DatasetReference>,
    masking_strategy_override: Option<Masking>,
}

#[derive(Deserialize)]
struct DatasetReference {
    dataset: String,
    field: String,
    direction: Option<Direction>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Direction {
    From,
    To,
}

#[derive(Deserialize)]
struct Masking {
    strategy: String,
    #[serde(default)]
    configuration: MaskingConfiguration,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MaskingConfiguration {
    rewrite_value: Option<String>,
    format_preservation: Option<Suffix>,
}

#[derive(Deserialize)]
struct Suffix {
    suffix: String,
}

/// What has no place of its own in the text: the whole file.
fn whole<T>(text: &str, value: T) -> Spanned<T> {
    Spanned::new(0..text.len().min(1), value)
}

/// Reads every dataset of a file.
pub(crate) fn read(index: usize, text: &str) -> Result<Vec<Source>, Box<Diagnostic>> {
    let wrong = |why: String| {
        let message = Message::new("sources-malformed").with("why", why);
        malformed(index, 0..text.len().min(1), message)
    };
    let document: Document = serde_saphyr::from_str(text)
        .map_err(|error| wrong(error.to_string().lines().next().unwrap_or_default().to_owned()))?;
    document
        .dataset
        .into_iter()
        .map(|dataset| source(index, text, dataset).map_err(wrong))
        .collect()
}

fn source(index: usize, text: &str, dataset: Dataset) -> Result<Source, String> {
    // Their names have underscores, ours hyphens.
    let id = dataset.fides_key.replace('_', "-").parse().map_err(|why| format!("{why}"))?;
    let tables = dataset
        .collections
        .into_iter()
        .map(|collection| table(text, &dataset.fides_key, collection))
        .collect::<Result<_, String>>()?;
    Ok(Source {
        id: whole(text, id),
        name: dataset.name.unwrap_or(dataset.fides_key),
        kind: Kind::Postgresql,
        schema: None,
        entity: None,
        purpose: None,
        writes: Writes::WorkOrder,
        post: None,
        ask: None,
        about_nobody: Vec::new(),
        tables,
        file: index,
    })
}

fn table(text: &str, dataset: &str, collection: Collection) -> Result<Table, String> {
    let mut fields = BTreeMap::new();
    let mut key = Vec::new();
    for field in collection.fields {
        if !field.fields.is_empty() {
            return Err(format!(
                "`{}.{}` has fields inside it, which no table here has; name it as one field",
                collection.name, field.name
            ));
        }
        let meta = field.fides_meta.unwrap_or_default();
        if meta.primary_key {
            key.push(whole(text, field.name.clone()));
        }
        // Of several, what is about a person counts, and of these what says most.
        let personal = |name: &&String| DataCategory::new(name).is_personal();
        let most = field.data_categories.iter().filter(personal).max_by_key(|name| name.len());
        let category = most.or(field.data_categories.first());
        let category = category.map_or(DataCategory::NOT_PERSONAL, String::as_str);
        let refers = meta
            .references
            .into_iter()
            .map(|reference| refer(text, dataset, reference))
            .collect::<Result<_, String>>()?;
        let (erase, with) = masked(meta.masking_strategy_override)?;
        let read = Field {
            category: whole(text, DataCategory::new(category)),
            identity: meta.identity.map(|identity| whole(text, identity)),
            refers,
            about: crate::About::Owner,
            free_text: false,
            codes: BTreeMap::new(),
            erase,
            with,
            because: None,
        };
        fields.insert(field.name, read);
    }
    Ok(Table {
        name: whole(text, collection.name),
        key,
        owner: Vec::new(),
        purpose: None,
        retention: None,
        trigger: None,
        copy_of: None,
        restrict: None,
        fields,
    })
}

fn refer(text: &str, dataset: &str, reference: DatasetReference) -> Result<Reference, String> {
    let (table, field) = reference
        .field
        .rsplit_once('.')
        .ok_or_else(|| format!("`{}` is no `collection.field`", reference.field))?;
    let source = (reference.dataset != dataset).then(|| reference.dataset.replace('_', "-"));
    let to = Place { source, table: table.to_owned(), field: field.to_owned() };
    let follow = match reference.direction {
        None => Follow::Both,
        Some(Direction::From) => Follow::From,
        Some(Direction::To) => Follow::To,
    };
    Ok(Reference { to: whole(text, to), follow })
}

fn masked(masking: Option<Masking>) -> Result<(Erase, Option<String>), String> {
    let Some(Masking { strategy, configuration }) = masking else {
        return Ok((Erase::Null, None));
    };
    match strategy.as_str() {
        "null_rewrite" => Ok((Erase::Null, None)),
        "string_rewrite" => {
            let mut with = configuration
                .rewrite_value
                .ok_or("`string_rewrite` needs a `rewrite_value`".to_owned())?;
            if let Some(Suffix { suffix }) = configuration.format_preservation {
                with.push_str(&suffix);
            }
            Ok((Erase::Replace, Some(with)))
        }
        _ => Err(format!(
            "the masking strategy `{strategy}` keeps something of the value; use `null_rewrite` or \
             `string_rewrite`"
        )),
    }
}
