// Package migrate keeps a directory of migration files and runs them on a database.
//
// A migration is a pair of plain SQL files, <version>_<name>.up.sql and .down.sql, that psql and sqlite3 run as well.
// Leading comments ("-- schemactl:word value") carry what the runner needs to know, and schemactl.sum covers every file.
// A Runner applies and rolls back; what was applied, and the SQL that undoes it, is kept in the database's history.
//
// The package knows no dialect and no schema object: a Database runs statements and reads the State of the live schema,
// whose fingerprints are opaque here.
package migrate
