//! What SQL Server's catalogue is asked. Every statement answers with text alone.

/// The type of a column: that on which one that somebody made rests.
macro_rules! kind {
    () => {
        "TYPE_NAME(CASE WHEN c.system_type_id = 240 THEN c.user_type_id ELSE c.system_type_id END)"
    };
}

/// What was written about a table, or a column of it.
macro_rules! comment {
    ($minor:literal) => {
        concat!(
            "(SELECT CAST(e.value AS nvarchar(4000)) FROM sys.extended_properties e
              WHERE e.class = 1 AND e.major_id = t.object_id AND e.minor_id = ",
            $minor,
            " AND e.name = N'MS_Description')"
        )
    };
}

/// By schema and name, what is behind each statement that follows.
macro_rules! of_tables {
    () => {
        " FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id "
    };
}

/// Tables: schema, name, comment, about how many rows, whether it is meant by its name alone.
pub(super) const TABLES: &str = concat!(
    "SELECT s.name, t.name, ",
    comment!("0"),
    ", CAST((SELECT SUM(p.rows) FROM sys.partitions p
             WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)) AS nvarchar(40)),
     CAST(CASE WHEN s.name = SCHEMA_NAME() THEN 1 ELSE 0 END AS nvarchar(1))",
    of_tables!(),
    "WHERE t.is_ms_shipped = 0 ORDER BY s.name, t.name"
);

/// Their columns: schema, table, name, type, width, whether it may be empty, comment.
pub(super) const COLUMNS: &str = concat!(
    "SELECT s.name, t.name, c.name, ",
    kind!(),
    ", CAST(CASE WHEN c.max_length < 0 THEN NULL
                 WHEN c.system_type_id IN (167, 175) THEN c.max_length
                 WHEN c.system_type_id IN (231, 239) THEN c.max_length / 2 END AS nvarchar(40)),
     CAST(c.is_nullable AS nvarchar(1)), ",
    comment!("c.column_id"),
    of_tables!(),
    "JOIN sys.columns c ON c.object_id = t.object_id
     WHERE t.is_ms_shipped = 0 ORDER BY s.name, t.name, c.column_id"
);

/// The columns of unique indexes: schema, table, column, whether it is that of the primary key.
pub(super) const UNIQUE: &str = concat!(
    "SELECT s.name, t.name, c.name, CAST(i.is_primary_key AS nvarchar(1))",
    of_tables!(),
    "JOIN sys.indexes i ON i.object_id = t.object_id AND i.is_unique = 1
     JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id
         AND x.is_included_column = 0
     JOIN sys.columns c ON c.object_id = t.object_id AND c.column_id = x.column_id
     WHERE t.is_ms_shipped = 0
     ORDER BY s.name, t.name, i.is_primary_key DESC, i.index_id, x.key_ordinal"
);

/// Foreign keys, column by column: schema, table, number, column, schema and table it leads to, column
/// there.
pub(super) const FOREIGN: &str = concat!(
    "SELECT s.name, t.name, CAST(k.object_id AS nvarchar(40)), c.name, rs.name, r.name, rc.name",
    of_tables!(),
    "JOIN sys.foreign_keys k ON k.parent_object_id = t.object_id
     JOIN sys.foreign_key_columns x ON x.constraint_object_id = k.object_id
     JOIN sys.columns c ON c.object_id = t.object_id AND c.column_id = x.parent_column_id
     JOIN sys.tables r ON r.object_id = k.referenced_object_id
     JOIN sys.schemas rs ON rs.schema_id = r.schema_id
     JOIN sys.columns rc ON rc.object_id = r.object_id AND rc.column_id = x.referenced_column_id
     WHERE t.is_ms_shipped = 0 ORDER BY s.name, t.name, k.object_id, x.constraint_column_id"
);

/// The columns of one table: schema, table, name, type. The first value is the schema, if not empty,
/// and the second the table.
pub(super) const COLUMNS_OF: &str = concat!(
    "SELECT s.name, t.name, c.name, ",
    kind!(),
    of_tables!(),
    "JOIN sys.columns c ON c.object_id = t.object_id
     WHERE s.name = CASE WHEN @P1 = N'' THEN SCHEMA_NAME() ELSE @P1 END AND t.name = @P2
     ORDER BY c.column_id"
);

/// What tells the rows of one table apart: schema, table, index, column, whether that may be empty. The
/// primary key is before all others.
pub(super) const KEYS_OF: &str = concat!(
    "SELECT s.name, t.name, CAST(i.index_id AS nvarchar(40)), c.name,
         CAST(c.is_nullable AS nvarchar(1))",
    of_tables!(),
    "JOIN sys.indexes i ON i.object_id = t.object_id AND i.is_unique = 1 AND i.has_filter = 0
         AND i.is_disabled = 0
     JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id
         AND x.is_included_column = 0
     JOIN sys.columns c ON c.object_id = t.object_id AND c.column_id = x.column_id
     WHERE s.name = CASE WHEN @P1 = N'' THEN SCHEMA_NAME() ELSE @P1 END AND t.name = @P2
     ORDER BY i.is_primary_key DESC, i.index_id, x.key_ordinal"
);

/// Whether everything can be read of one moment in this database.
pub(super) const SNAPSHOTS: &str = "SELECT CAST(snapshot_isolation_state AS nvarchar(1))
    FROM sys.databases WHERE database_id = DB_ID()";
