package postgres

import (
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/scratch"
)

// Open prepares connections to a database; nothing is sent yet. Where the user
// says nothing of encryption it is used if the server has it, as psql does.
// https://www.postgresql.org/docs/current/libpq-ssl.html
func Open(at string) (*sql.DB, error) {
	at, err := withDefaults(at)
	if err != nil {
		return nil, err
	}
	connector, err := pq.NewConnector(at)
	if err != nil {
		return nil, scratch.Redact(err, at)
	}
	return sql.OpenDB(connector), nil
}

func withDefaults(at string) (string, error) {
	if !scratch.IsURL(at) {
		if !strings.Contains(at, "sslmode") {
			at += " sslmode=prefer"
		}
		return at, nil
	}
	u, err := url.Parse(at)
	if err != nil {
		// The parser's error repeats the URL, and so the password.
		return "", errors.New("the URL is not valid; characters such as @ / # in a password must be written as %40 %2F %23")
	}
	q := u.Query()
	if !q.Has("sslmode") {
		q.Set("sslmode", "prefer")
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}
