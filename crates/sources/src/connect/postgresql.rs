//! PostgreSQL.

use std::collections::HashMap;
use std::sync::Arc;

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;

use super::{Connector, FoundRow, How, Match, SAMPLE_LENGTH, Wanted, quoted};
use crate::schema::TABLES_MAX;
use crate::stop::Running;
use crate::{Column, Error, ForeignKey, LiveReference, LiveTable, Schema, Stop};

/// The type of each column of a table, and the width of those that have one.
type Columns = HashMap<String, (String, Option<i32>)>;

pub(super) struct Postgresql {
    client: Client,
    /// Ends what is running, over a connection of its own.
    cancel: Arc<dyn Fn() + Send + Sync>,
    stop: Stop,
    statements: u64,
    /// The tables that were asked for, by schema and name.
    columns: HashMap<(String, String), Columns>,
}

/// What went wrong, without the values a server quotes in its details.
pub(crate) fn wrong(error: &postgres::Error) -> Error {
    match error.as_db_error() {
        Some(said) => {
            let code = said.code().code();
            // Its own words may quote a row, whatever the code is: a trigger chooses both.
            let why = match code {
                "28000" | "28P01" => ": it does not let this user in",
                "3D000" => ": there is no database of that name",
                "42501" => ": this user may not",
                "42703" => ": there is no column of that name",
                "42P01" => ": there is no table of that name",
                "55P03" => ": somebody else holds it",
                "57014" => ": it took too long",
                _ => "",
            };
            Error::Refused(format!("postgresql {code}{why}"))
        }
        None if error.is_closed() => Error::Unreachable("the connection closed".to_owned()),
        None => Error::Unreachable(error.to_string()),
    }
}

const TABLES: &str = "
    SELECT c.oid::bigint, n.nspname::text, c.relname::text, obj_description(c.oid, 'pg_class'),
           c.reltuples::bigint, pg_table_is_visible(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY 2, 3";

const COLUMNS: &str = "
    SELECT a.attrelid::bigint, a.attname::text, format_type(a.atttypid, NULL),
           CASE WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod > 4
                THEN a.atttypmod - 4 END,
           NOT a.attnotnull, col_description(a.attrelid, a.attnum)
    FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped
      AND a.attrelid IN (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
    ORDER BY a.attrelid, a.attnum";

const KEYS: &str = "
    SELECT k.conrelid::bigint, k.contype::text, a.attname::text,
           CASE WHEN k.contype = 'f' THEN n.nspname || '.' || r.relname END,
           f.attname::text
    FROM pg_constraint k
    CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS c(no, at)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.no
    LEFT JOIN pg_class r ON r.oid = k.confrelid
    LEFT JOIN pg_namespace n ON n.oid = r.relnamespace
    LEFT JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = k.confkey[c.at]
    WHERE k.contype = 'p' OR (k.contype = 'f' AND cardinality(k.conkey) = 1)
    ORDER BY k.conrelid, c.at";

/// Every foreign key, column by column.
const FOREIGN: &str = "
    SELECT k.conrelid::bigint, k.oid::bigint, n.nspname || '.' || r.relname, a.attname::text,
           f.attname::text
    FROM pg_constraint k
    CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS c(no, at)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.no
    JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace n ON n.oid = r.relnamespace
    JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = k.confkey[c.at]
    WHERE k.contype = 'f' ORDER BY 1, 2, c.at";

/// The columns of unique indexes, those of keys among them.
const UNIQUE: &str = "
    SELECT DISTINCT i.indrelid::bigint, a.attname::text
    FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indisunique AND a.attnum > 0 ORDER BY 1, 2";

impl Postgresql {
    pub(super) fn open(address: &str) -> Result<Postgresql, Error> {
        let wrong = |why| match why {
            db::Error::Address(_) => Error::Address("this postgres address".to_owned()),
            db::Error::Unavailable(why) => Error::Unreachable(why),
            other => Error::Unreachable(other.to_string()),
        };
        let client = db::reader(address).map_err(wrong)?;
        let cancel = Arc::new(db::canceller(address, &client).map_err(wrong)?);
        let (stop, columns) = (Stop::default(), HashMap::new());
        Ok(Postgresql { client, cancel, stop, statements: 0, columns })
    }

    /// Begins something that can be cancelled.
    fn running(&self) -> Result<Running, Error> {
        let cancel = Arc::clone(&self.cancel);
        self.stop.begin(move || cancel())
    }
}

pub(crate) const TYPES: &str = "
    SELECT a.attname::text, format_type(COALESCE(NULLIF(y.typbasetype, 0), a.atttypid), NULL),
           CASE WHEN a.atttypid = 'varchar'::regtype AND a.atttypmod > 4 THEN a.atttypmod - 4 END
    FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'm')
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = to_regclass($1)";

/// The same for several tables, by their numbers in the list.
const TYPES_OF: &str = "
    SELECT w.no, a.attname::text,
           format_type(COALESCE(NULLIF(y.typbasetype, 0), a.atttypid), NULL),
           CASE WHEN a.atttypid = 'varchar'::regtype AND a.atttypmod > 4 THEN a.atttypmod - 4 END
    FROM unnest($1::text[]) WITH ORDINALITY AS w(name, no)
    JOIN pg_class c ON c.oid = to_regclass(w.name) AND c.relkind IN ('r', 'p', 'm')
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type y ON y.oid = a.atttypid";

/// How far a value may be filled up with spaces: 32 characters.
const PADDED_MAX: i32 = 32;

impl Postgresql {
    /// What a table's columns are, asked once.
    fn columns(&mut self, wanted: &Wanted<'_>) -> Result<Columns, Error> {
        let key = (wanted.schema.unwrap_or_default().to_owned(), wanted.table.to_owned());
        if let Some(known) = self.columns.get(&key) {
            return Ok(known.clone());
        }
        self.statements += 1;
        let rows = self.client.query(TYPES, &[&place(wanted)]).map_err(|e| wrong(&e))?;
        if rows.is_empty() {
            return Err(Error::Refused(format!(
                "there is no table `{}` whose rows can be told apart",
                wanted.table
            )));
        }
        let columns: Columns =
            rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect();
        self.columns.insert(key, columns.clone());
        Ok(columns)
    }

    /// The rows that are wanted.
    fn look(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let columns = self.columns(wanted)?;
        let missing =
            |field: &str| Error::Refused(format!("`{}` has no column `{field}`", wanted.table));
        let mut conditions = Vec::with_capacity(wanted.any.len());
        let mut parameters: Vec<Vec<String>> = Vec::with_capacity(wanted.any.len());
        let mut numbers = Vec::with_capacity(wanted.any.len());
        for (number, one) in wanted.any.iter().enumerate() {
            let column = columns.get(one.field).ok_or_else(|| missing(one.field))?;
            let (sql, values) = condition(one, column, parameters.len() + 1);
            if !values.is_empty() {
                conditions.push(format!("({sql})"));
                parameters.push(values);
                numbers.push(number);
            }
        }
        if parameters.is_empty() {
            return Ok(());
        }
        if let Some(field) = wanted.fields.iter().find(|field| !columns.contains_key(**field)) {
            return Err(missing(field));
        }
        let shown = |field: &&str| {
            let column = format!("t.{}", quoted(field));
            match columns.get(*field) {
                Some((kind, _)) if is_plain(kind) => column,
                _ => format!("{} AS {}", as_shown(&column), quoted(field)),
            }
        };
        let fields: Vec<String> = wanted.fields.iter().map(shown).collect();
        let sql = format!(
            "SELECT t.tableoid::text || t.ctid::text,
                    row_to_json((SELECT kh_row FROM (SELECT {}) kh_row))::text, ARRAY[{}]
             FROM {} t WHERE {}",
            fields.join(", "),
            conditions.iter().map(|one| format!("{one} IS TRUE")).collect::<Vec<_>>().join(", "),
            place(wanted),
            conditions.join(" OR ")
        );
        self.statements += 1;
        let mut rows = self.client.query_raw(&sql, &parameters).map_err(|e| wrong(&e))?;
        while let Some(row) = rows.next().map_err(|e| wrong(&e))? {
            self.stop.check()?;
            let text: &str = row.get(1);
            let values = serde_json::from_str(text)
                .map_err(|_| Error::Refused("a row came back in no known form".to_owned()))?;
            let hits: Vec<bool> = row.get(2);
            let hits = hits.into_iter().zip(&numbers).filter(|(hit, _)| *hit);
            let hits = hits.map(|(_, number)| *number).collect();
            each(FoundRow { id: row.get(0), hits, values })?;
        }
        Ok(())
    }

    /// What the server's catalogue says there is.
    fn catalogue(&mut self) -> Result<Schema, Error> {
        let rows = self.client.query(TABLES, &[]).map_err(|e| wrong(&e))?;
        if rows.len() > TABLES_MAX {
            return Err(Error::TooMany { what: "tables", limit: TABLES_MAX });
        }
        let mut at: HashMap<i64, usize> = HashMap::new();
        let mut tables = Vec::with_capacity(rows.len());
        for row in rows {
            at.insert(row.get(0), tables.len());
            tables.push(LiveTable {
                schema: Some(row.get(1)),
                name: row.get(2),
                comment: row.get(3),
                // Less than none: nobody has counted yet.
                rows: u64::try_from(row.get::<_, i64>(4)).ok(),
                visible: row.get(5),
                ..LiveTable::default()
            });
        }
        for row in self.client.query(COLUMNS, &[]).map_err(|e| wrong(&e))? {
            let Some(no) = at.get(&row.get::<_, i64>(0)) else { continue };
            tables[*no].columns.push(Column {
                name: row.get(1),
                kind: row.get(2),
                width: row.get::<_, Option<i32>>(3).and_then(|width| u32::try_from(width).ok()),
                nullable: row.get(4),
                comment: row.get(5),
            });
        }
        for row in self.client.query(KEYS, &[]).map_err(|e| wrong(&e))? {
            let Some(no) = at.get(&row.get::<_, i64>(0)) else { continue };
            let (kind, column): (String, String) = (row.get(1), row.get(2));
            match (kind.as_str(), row.get(3), row.get(4)) {
                ("f", Some(table), Some(to)) => {
                    tables[*no].refers.push(LiveReference { column, table, to });
                }
                ("p", ..) => tables[*no].key.push(column),
                _ => {}
            }
        }
        let mut last = None;
        for row in self.client.query(FOREIGN, &[]).map_err(|e| wrong(&e))? {
            let Some(no) = at.get(&row.get::<_, i64>(0)) else { continue };
            let id: i64 = row.get(1);
            if last != Some(id) {
                let key = ForeignKey { table: row.get(2), ..ForeignKey::default() };
                tables[*no].foreign.push(key);
                last = Some(id);
            }
            if let Some(key) = tables[*no].foreign.last_mut() {
                key.columns.push(row.get(3));
                key.to.push(row.get(4));
            }
        }
        for row in self.client.query(UNIQUE, &[]).map_err(|e| wrong(&e))? {
            let Some(no) = at.get(&row.get::<_, i64>(0)) else { continue };
            tables[*no].unique.push(row.get(1));
        }
        Ok(Schema { tables })
    }
}

fn place(wanted: &Wanted<'_>) -> String {
    placed(wanted.schema, wanted.table)
}

/// A table with its schema, as SQL quotes it.
pub(crate) fn placed(schema: Option<&str>, table: &str) -> String {
    let parts: Vec<String> = schema.into_iter().chain([table]).map(quoted).collect();
    parts.join(".")
}

/// What is compared of a column.
fn compared(column: &str, how: How) -> String {
    match how {
        How::Email => format!("lower({column}::text)"),
        How::Number => format!("upper(regexp_replace({column}::text, '[^A-Za-z0-9]', '', 'g'))"),
        How::Phone => format!("regexp_replace({column}::text, '[^0-9]', '', 'g')"),
        How::Same => column.to_owned(),
    }
}

/// An index on what is compared. Three letters at a time where it stands among other things.
pub(super) fn index(schema: Option<&str>, table: &str, field: &str, how: How) -> Vec<String> {
    let parts: Vec<String> = match (schema, table.split_once('.')) {
        (_, Some((schema, table))) => vec![quoted(schema), quoted(table)],
        (schema, None) => schema.into_iter().chain([table]).map(quoted).collect(),
    };
    let (table, compared) = (parts.join("."), compared(&quoted(field), how));
    vec![match how {
        How::Email | How::Phone => {
            format!("CREATE INDEX ON {table} USING gin (({compared}) gin_trgm_ops)")
        }
        How::Number => format!("CREATE INDEX ON {table} (({compared}))"),
        How::Same => format!("CREATE INDEX ON {table} ({compared})"),
    }]
}

/// The condition by which a match finds rows, where `no` is the number of its parameter; and the
/// values a column of this type can hold at all.
pub(crate) fn condition(
    wanted: &Match<'_>,
    (kind, width): &(String, Option<i32>),
    no: usize,
) -> (String, Vec<String>) {
    let column = format!("t.{}", quoted(wanted.field));
    let values = wanted.values.to_vec();
    let compared = compared(&column, wanted.how);
    match wanted.how {
        How::Email => {
            let pattern = |value: String| {
                let value = regex::escape(&value);
                format!(r"(^|[^[:alnum:]._%+-]){value}($|[^[:alnum:].-]|\.($|[^[:alnum:]]))")
            };
            let patterns = values.into_iter().map(pattern).collect();
            (format!("{compared} ~ ANY(${no})"), patterns)
        }
        How::Number => match of_type(kind, &values) {
            Some(values) => (format!("{column} = ANY((${no}::text[])::{kind}[])"), values),
            None => (format!("{compared} = ANY(${no})"), values),
        },
        How::Phone => {
            let patterns = values.into_iter().map(|value| format!("%{value}%")).collect();
            (format!("{compared} LIKE ANY(${no})"), patterns)
        }
        How::Same => {
            // A type without a length of its own: `character` alone is one character.
            let kind = match kind.as_str() {
                "character" => "bpchar",
                kind => kind,
            };
            let Some(fits) = fits(kind) else {
                // Whatever else there is, a moment or somebody's own type, is compared as it is shown.
                return (format!("rtrim({}) = ANY(${no})", as_shown(&column)), values);
            };
            let mut fitting: Vec<String> = values.into_iter().filter(|value| fits(value)).collect();
            // Old systems fill codes up with spaces, and an index finds only what is written.
            if matches!(kind, "text" | "character varying") {
                let width = width.unwrap_or(PADDED_MAX).clamp(0, PADDED_MAX);
                let width = usize::try_from(width).unwrap_or(0);
                let padded: Vec<String> = (fitting.iter())
                    .flat_map(|value| {
                        let from = value.chars().count() + 1;
                        (from..=width).map(move |width| format!("{value:<width$}"))
                    })
                    .collect();
                fitting.extend(padded);
            }
            // The values take the column's type, and not the column that of the values, so that an
            // index is used.
            (format!("{column} = ANY((${no}::text[])::{kind}[])"), fitting)
        }
    }
}

/// A value as it is shown: as JSON has it, without quotes around a text.
pub(crate) fn as_shown(column: &str) -> String {
    format!("(to_jsonb({column}) #>> '{{}}')")
}

/// Whether JSON has a value of this type as it is. All others go as texts: a number of many digits
/// would not come back as it went.
fn is_plain(kind: &str) -> bool {
    matches!(
        kind,
        "bigint"
            | "boolean"
            | "bpchar"
            | "character"
            | "character varying"
            | "integer"
            | "smallint"
            | "text"
    )
}

/// For types that write a value in one way only, the values that read so when nothing but their
/// letters and digits counts: by them a key is used. None for all other types.
fn of_type(kind: &str, values: &[String]) -> Option<Vec<String>> {
    let hex = |value: &&String| value.len() == 32 && value.chars().all(|c| c.is_ascii_hexdigit());
    match kind {
        "uuid" => Some(values.iter().filter(hex).cloned().collect()),
        "smallint" | "integer" | "bigint" => {
            let fits = fits(kind)?;
            // A sign is neither a letter nor a digit; zeros in front are never written.
            let signed = |value: &String| [value.clone(), format!("-{value}")];
            let written = |value: &String| {
                let digits = value.bytes().all(|b| b.is_ascii_digit());
                digits && !value.is_empty() && (value == "0" || !value.starts_with('0'))
            };
            let values = values.iter().filter(|value| written(value)).flat_map(signed);
            Some(values.filter(|value| fits(value)).collect())
        }
        _ => None,
    }
}

/// Whether a text can be of a type; what cannot finds nothing and must not end the search. None for
/// a type nothing is known of.
fn fits(kind: &str) -> Option<fn(&str) -> bool> {
    Some(match kind {
        "smallint" => |value| value.parse::<i16>().is_ok(),
        "integer" => |value| value.parse::<i32>().is_ok(),
        "bigint" => |value| value.parse::<i64>().is_ok(),
        "numeric" => |value| value.parse::<f64>().is_ok_and(f64::is_finite),
        "uuid" => |value| {
            let parts: Vec<&str> = value.split('-').collect();
            parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
                && parts.concat().chars().all(|c| c.is_ascii_hexdigit())
        },
        "text" | "character varying" | "bpchar" => |value| !value.contains('\0'),
        _ => return None,
    })
}

impl Connector for Postgresql {
    fn stop_with(&mut self, stop: &Stop) {
        self.stop = stop.clone();
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.stop.check()?;
        self.statements += 1;
        self.client
            .batch_execute("ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .map_err(|e| wrong(&e))
    }

    fn expect(&mut self, tables: &[(Option<&str>, &str)]) -> Result<(), Error> {
        let key = |(schema, table): &(Option<&str>, &str)| {
            (schema.unwrap_or_default().to_owned(), (*table).to_owned())
        };
        let new: Vec<&(Option<&str>, &str)> =
            tables.iter().filter(|table| !self.columns.contains_key(&key(table))).collect();
        if new.is_empty() {
            return Ok(());
        }
        let places: Vec<String> =
            new.iter().map(|(schema, table)| placed(*schema, table)).collect();
        let _running = self.running()?;
        self.statements += 1;
        let rows = self.client.query(TYPES_OF, &[&places]).map_err(|e| wrong(&e));
        // What is not there is missed when it is asked for, by its name.
        for row in self.stop.came_of(rows)? {
            let no = usize::try_from(row.get::<_, i64>(0) - 1).ok().and_then(|no| new.get(no));
            if let Some(table) = no {
                let columns = self.columns.entry(key(table)).or_default();
                columns.insert(row.get(1), (row.get(2), row.get(3)));
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Error> {
        self.client.batch_execute("ROLLBACK").map_err(|e| wrong(&e))
    }

    fn statements(&self) -> u64 {
        self.statements
    }

    fn find(
        &mut self,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(FoundRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let _running = self.running()?;
        let found = self.look(wanted, each);
        self.stop.came_of(found)
    }

    fn schema(&mut self) -> Result<Schema, Error> {
        let _running = self.running()?;
        let schema = self.catalogue();
        self.stop.came_of(schema)
    }

    fn sample(
        &mut self,
        table: &LiveTable,
        limit: u32,
        each: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), Error> {
        if table.columns.is_empty() {
            return Ok(());
        }
        let columns: Vec<String> = (table.columns.iter())
            .map(|column| match column.kind.as_str() {
                // Nothing can be read off bytes.
                "bytea" => "NULL::text".to_owned(),
                _ => format!("left({}::text, {SAMPLE_LENGTH})", quoted(&column.name)),
            })
            .collect();
        let from = table.schema.iter().chain([&table.name]).map(|name| quoted(name));
        let from: Vec<String> = from.collect();
        let sql = format!("SELECT {} FROM {} LIMIT {limit}", columns.join(", "), from.join("."));
        let _running = self.running()?;
        let no_parameters: [&str; 0] = [];
        let rows = self.client.query_raw(&sql, no_parameters).map_err(|e| wrong(&e));
        let mut rows = self.stop.came_of(rows)?;
        while let Some(row) = self.stop.came_of(rows.next().map_err(|e| wrong(&e)))? {
            for column in 0..row.len() {
                each(column, row.get(column));
            }
        }
        self.stop.check()
    }
}
