//! PostgreSQL.

use std::collections::HashMap;

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;

use super::{Connector, SAMPLE_LENGTH, quoted};
use crate::schema::TABLES_MAX;
use crate::{Column, Error, LiveReference, LiveTable, Schema};

pub(super) struct Postgresql {
    client: Client,
}

/// What went wrong, without the values a server quotes in its details.
fn wrong(error: &postgres::Error) -> Error {
    match error.as_db_error() {
        Some(said) => {
            let code = said.code().code();
            // Of rights, names and statements: these headlines quote no row.
            let told = matches!(code.get(..2), Some("28" | "3D" | "42"));
            let why = if told { format!(": {}", said.message()) } else { String::new() };
            Error::Refused(format!("postgresql {code}{why}"))
        }
        None if error.is_closed() => Error::Unreachable("the connection closed".to_owned()),
        None => Error::Unreachable(error.to_string()),
    }
}

const TABLES: &str = "
    SELECT c.oid::bigint, n.nspname::text, c.relname::text, obj_description(c.oid, 'pg_class'),
           c.reltuples::bigint
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

impl Postgresql {
    pub(super) fn open(address: &str) -> Result<Postgresql, Error> {
        let client = db::reader(address).map_err(|why| match why {
            db::Error::Address(shown) => Error::Address(shown),
            db::Error::Unavailable(why) => Error::Unreachable(why),
            other => Error::Unreachable(other.to_string()),
        })?;
        Ok(Postgresql { client })
    }
}

impl Connector for Postgresql {
    fn schema(&mut self) -> Result<Schema, Error> {
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
        Ok(Schema { tables })
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
        let no_parameters: [&str; 0] = [];
        let mut rows = self.client.query_raw(&sql, no_parameters).map_err(|e| wrong(&e))?;
        while let Some(row) = rows.next().map_err(|e| wrong(&e))? {
            for column in 0..row.len() {
                each(column, row.get(column));
            }
        }
        Ok(())
    }
}
