package postgres

import (
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/scratch"
)

// Open prepares connections to a database; nothing is sent yet. Where the user
// says nothing of encryption it is used if the server has it, as psql does.
// https://www.postgresql.org/docs/current/libpq-ssl.html
func Open(at string) (*sql.DB, error) {
	at, err := scratch.WithDefaults(at)
	if err != nil {
		return nil, err
	}
	connector, err := pq.NewConnector(at)
	if err != nil {
		return nil, scratch.Redact(err, at)
	}
	return sql.OpenDB(connector), nil
}
