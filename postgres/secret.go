package postgres

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// secretSetting begins the names of the settings in which a session that
// applies a migration holds the values of secrets.
const secretSetting = "schemactl."

// splitSecrets takes the secrets out of a list of options; parts name the
// object that has them.
func splitSecrets(list []schema.Option, parts ...string) schema.Settings {
	var s schema.Settings
	for _, o := range list {
		if schema.IsSecret(o.Name) {
			s.Secrets = append(s.Secrets, schema.Secret{Option: o.Name, Variable: schema.SecretVariable(append(parts, o.Name)...)})
			continue
		}
		s.Options = append(s.Options, o)
	}
	slices.SortFunc(s.Secrets, func(a, b schema.Secret) int { return strings.Compare(a.Option, b.Option) })
	return s
}

// settingsStatement writes a statement that ends with OPTIONS.
func settingsStatement(words []string, list []string, secrets []schema.Secret) []sqlgen.Stmt {
	if len(secrets) == 0 {
		if len(list) > 0 {
			words = append(words, "OPTIONS ("+strings.Join(list, ", ")+")")
		}
		return statement(words...)
	}
	all := slices.Clone(list)
	for i, o := range all {
		all[i] = formatText(o)
	}
	var variables []string
	for _, s := range secrets {
		all = append(all, s.Option+" %L")
		variables = append(variables, s.Variable)
	}
	head := statement(words...)[0].SQL
	return []sqlgen.Stmt{withSecrets(formatText(head)+" OPTIONS ("+strings.Join(all, ", ")+")", variables)}
}

// formatText keeps a text from meaning anything to format().
func formatText(text string) string { return strings.ReplaceAll(text, "%", "%%") }

// withSecrets writes a statement that the server makes, with format(), of the
// values of secrets. Its errors are raised anew, since the original ones would
// show the whole statement.
func withSecrets(format string, variables []string) sqlgen.Stmt {
	values := make([]string, len(variables))
	for i, name := range variables {
		values[i] = "pg_catalog.current_setting(" + Literal(secretSetting+name) + ")"
	}
	const quote = "$secret$"
	return sqlgen.Stmt{SQL: "DO " + quote + "\nBEGIN\n    EXECUTE pg_catalog.format(" + Literal(format) + ",\n        " +
		strings.Join(values, ",\n        ") + ");\n" +
		"EXCEPTION WHEN OTHERS THEN\n    RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM;\nEND\n" + quote}
}

// newSettings are the options of a new object: those in the clear, and the
// secrets with the word before their value.
func newSettings(s schema.Settings) (list []string, secrets []schema.Secret) {
	for _, o := range s.Options {
		list = append(list, Ident(o.Name)+" "+Literal(o.Value))
	}
	for _, x := range s.Secrets {
		secrets = append(secrets, schema.Secret{Option: Ident(x.Option), Variable: x.Variable})
	}
	return list, secrets
}

// changedSettings are the clauses that lead from some options to others. What
// a secret's value is, nobody knows, so that only new ones are set.
func changedSettings(from, to schema.Settings) (list []string, secrets []schema.Secret) {
	if text := changeForeignOptions(from.Options, to.Options); text != "" {
		list = append(list, strings.TrimSuffix(strings.TrimPrefix(text, "OPTIONS ("), ")"))
	}
	has := func(all []schema.Secret, option string) bool {
		return slices.ContainsFunc(all, func(s schema.Secret) bool { return s.Option == option })
	}
	for _, x := range from.Secrets {
		if !has(to.Secrets, x.Option) {
			list = append(list, "DROP "+Ident(x.Option))
		}
	}
	for _, x := range to.Secrets {
		if !has(from.Secrets, x.Option) {
			secrets = append(secrets, schema.Secret{Option: "ADD " + Ident(x.Option), Variable: x.Variable})
		}
	}
	return list, secrets
}

var secretUse = regexp.MustCompile(`pg_catalog\.current_setting\('` + regexp.QuoteMeta(secretSetting) + `([A-Za-z_][A-Za-z0-9_]*)'\)`)

// SecretsOf lists the environment variables that the text of a migration needs,
// each once, in the order of their use.
func SecretsOf(text string) []string {
	var names []string
	for _, m := range secretUse.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// secrets reads the environment variables that the text of a statement needs.
// One that is missing is an error before anything has run.
func (h *History) secrets(text string) ([]schema.Option, error) {
	var out []schema.Option
	for _, name := range SecretsOf(text) {
		value, ok := os.LookupEnv(name)
		if h.home {
			value, ok = nowhere, true
		}
		if !ok {
			return nil, fmt.Errorf("the environment variable %s is not set: it holds a secret that this migration gives to the database; "+
				"set it and run the command again", name)
		}
		out = append(out, schema.Option{Name: name, Value: value})
	}
	return out, nil
}
