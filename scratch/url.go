package scratch

import (
	"errors"
	"net/url"
	"strings"
)

// WithDatabase returns the connection string with another database in it.
// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
func WithDatabase(at, name string) (string, error) {
	if !IsURL(at) {
		return at + " dbname=" + quoteValue(name), nil
	}
	u, err := url.Parse(at)
	if err != nil {
		// The parser's error holds the URL, and so the password.
		return "", errors.New("reading the database URL: it is not a valid URL")
	}
	u.Path = "/" + name
	q := u.Query()
	q.Del("dbname")
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// WithSchema gives the connection string for sessions in which names without a schema are of the one given.
func WithSchema(at, schema string) (string, error) {
	path := `"` + strings.ReplaceAll(schema, `"`, `""`) + `"`
	if !IsURL(at) {
		return at + " search_path=" + quoteValue(path), nil
	}
	u, err := url.Parse(at)
	if err != nil {
		// The parser's error holds the URL, and so the password.
		return "", errors.New("reading the database URL: it is not a valid URL")
	}
	q := u.Query()
	q.Set("search_path", path)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// IsURL tells a URL from a string of key=value pairs.
func IsURL(at string) bool {
	return strings.HasPrefix(at, "postgres://") || strings.HasPrefix(at, "postgresql://")
}

func quoteValue(v string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
}

// Redact takes the password of a connection string out of an error's text.
func Redact(err error, at string) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, secret := range passwords(at) {
		text = strings.ReplaceAll(text, secret, "xxxxx")
	}
	if text == err.Error() {
		return err
	}
	return errors.New(text)
}

func passwords(at string) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	if !IsURL(at) {
		for _, pair := range strings.Fields(at) {
			if v, ok := strings.CutPrefix(pair, "password="); ok {
				add(strings.Trim(v, "'"))
			}
		}
		return out
	}
	rest := at[strings.Index(at, "://")+3:]
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		if _, password, ok := strings.Cut(rest[:i], ":"); ok {
			add(password)
			if plain, err := url.PathUnescape(password); err == nil && plain != password {
				add(plain)
			}
		}
	}
	if _, query, ok := strings.Cut(rest, "?"); ok {
		if q, err := url.ParseQuery(query); err == nil {
			add(q.Get("password"))
		}
	}
	return out
}

// WithDefaults sets what the user left open: encryption is used if the server
// has it, as psql does. https://www.postgresql.org/docs/current/libpq-ssl.html
func WithDefaults(at string) (string, error) {
	if !IsURL(at) {
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
