//! Values on their way in, and rows on their way out.

use jiff::civil::Date;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::Error;

/// One value of a statement. Three types are enough for two engines to agree on.
#[derive(Clone, Copy)]
pub enum Param<'a> {
    /// Nothing.
    Null,
    /// A number, a flag (0 or 1), or an instant in microseconds.
    Int(i64),
    /// Words, or a civil date as `2026-11-24`.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

/// Shows the type and not the value: values may be somebody's.
impl std::fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Param::Null => "null",
            Param::Int(_) => "a number",
            Param::Text(_) => "a text",
            Param::Blob(_) => "bytes",
        })
    }
}

/// Makes the values of a statement: `params![no, name, &sealed]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Param::from($value)),*] };
}

macro_rules! from {
    ($($type:ty => |$value:ident| $param:expr),* $(,)?) => { $(
        impl<'a> From<$type> for Param<'a> {
            fn from($value: $type) -> Param<'a> { $param }
        }
    )* };
}

from! {
    &'a [u8] => |value| Param::Blob(value),
    &'a String => |value| Param::Text(value),
    &'a Vec<u8> => |value| Param::Blob(value),
    &'a str => |value| Param::Text(value),
    bool => |value| Param::Int(i64::from(value)),
    i64 => |value| Param::Int(value),
    u32 => |value| Param::Int(i64::from(value)),
}

impl<'a, const N: usize> From<&'a [u8; N]> for Param<'a> {
    fn from(value: &'a [u8; N]) -> Param<'a> {
        Param::Blob(value)
    }
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Param<'a> {
        value.map_or(Param::Null, Into::into)
    }
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Param::Null => ValueRef::Null,
            Param::Int(value) => ValueRef::Integer(*value),
            Param::Text(value) => ValueRef::Text(value.as_bytes()),
            Param::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Param::Null => Ok(IsNull::Yes),
            Param::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Param::Int(value) => value.to_sql(ty, out),
            Param::Text(value) => value.to_sql(ty, out),
            Param::Blob(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// One row of an answer, whichever engine gave it. Columns count from 0.
pub struct Row<'a>(pub(crate) Source<'a>);

pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    /// A number.
    ///
    /// # Errors
    /// [`Error::Type`] when it is null or something else.
    pub fn int(&self, column: usize) -> Result<i64, Error> {
        self.opt_int(column)?.ok_or(Error::Type { column, wanted: "a number" })
    }

    /// A number, or none.
    ///
    /// # Errors
    /// [`Error::Type`] when it is something else.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, Error> {
        let wrong = Error::Type { column, wanted: "a number" };
        match &self.0 {
            Source::Sqlite(row) => row.get_ref(column)?.as_i64_or_null().map_err(|_| wrong),
            Source::Postgres(row) => match row.try_get::<_, Option<i64>>(column) {
                Ok(value) => Ok(value),
                Err(_) => {
                    let small = row.try_get::<_, Option<i32>>(column).map_err(|_| wrong)?;
                    Ok(small.map(i64::from))
                }
            },
        }
    }

    /// A text.
    ///
    /// # Errors
    /// [`Error::Type`] when it is null or something else.
    pub fn text(&self, column: usize) -> Result<&str, Error> {
        self.opt_text(column)?.ok_or(Error::Type { column, wanted: "a text" })
    }

    /// A text, or none.
    ///
    /// # Errors
    /// [`Error::Type`] when it is something else.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, Error> {
        let wrong = Error::Type { column, wanted: "a text" };
        match &self.0 {
            Source::Sqlite(row) => row.get_ref(column)?.as_str_or_null().map_err(|_| wrong),
            Source::Postgres(row) => row.try_get(column).map_err(|_| wrong),
        }
    }

    /// Bytes.
    ///
    /// # Errors
    /// [`Error::Type`] when it is null or something else.
    pub fn blob(&self, column: usize) -> Result<&[u8], Error> {
        self.opt_blob(column)?.ok_or(Error::Type { column, wanted: "bytes" })
    }

    /// Bytes, or none.
    ///
    /// # Errors
    /// [`Error::Type`] when it is something else.
    pub fn opt_blob(&self, column: usize) -> Result<Option<&[u8]>, Error> {
        let wrong = Error::Type { column, wanted: "bytes" };
        match &self.0 {
            Source::Sqlite(row) => row.get_ref(column)?.as_blob_or_null().map_err(|_| wrong),
            Source::Postgres(row) => row.try_get(column).map_err(|_| wrong),
        }
    }

    /// Exactly `N` bytes: an id or a hash.
    ///
    /// # Errors
    /// [`Error::Type`] when it is anything else.
    pub fn bytes<const N: usize>(&self, column: usize) -> Result<[u8; N], Error> {
        self.blob(column)?
            .try_into()
            .map_err(|_| Error::Type { column, wanted: "bytes of that size" })
    }

    /// Bytes of a fixed size, or none.
    ///
    /// # Errors
    /// [`Error::Type`] when it is something else.
    pub fn opt_bytes<const N: usize>(&self, column: usize) -> Result<Option<[u8; N]>, Error> {
        let wrong = |_| Error::Type { column, wanted: "bytes of that size, or none" };
        self.opt_blob(column)?.map(|bytes| bytes.try_into().map_err(wrong)).transpose()
    }

    /// A flag, kept as 0 or 1.
    ///
    /// # Errors
    /// [`Error::Type`] when it is no number.
    pub fn flag(&self, column: usize) -> Result<bool, Error> {
        Ok(self.int(column)? != 0)
    }

    /// A civil date, or none.
    ///
    /// # Errors
    /// [`Error::Type`] when it is something else.
    pub fn opt_date(&self, column: usize) -> Result<Option<Date>, Error> {
        let wrong = |_| Error::Type { column, wanted: "a date" };
        self.opt_text(column)?.map(|text| text.parse().map_err(wrong)).transpose()
    }

    /// A civil date.
    ///
    /// # Errors
    /// [`Error::Type`] when it is null or something else.
    pub fn date(&self, column: usize) -> Result<Date, Error> {
        self.opt_date(column)?.ok_or(Error::Type { column, wanted: "a date" })
    }
}
