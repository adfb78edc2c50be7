package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// textSearchKind is what the four kinds of text search have in common.
func textSearchKind[T schema.Object](name schema.Kind, word string, k kind[T]) kind[T] {
	word = "TEXT SEARCH " + word
	k.name = name
	k.target = func(o T) string { return word + " " + Qualified(o.Ref().Schema, o.Ref().Name) }
	k.drop = func(_ *sqlgen.Context, o T) []sqlgen.Stmt { return sqlgen.SQL("DROP " + k.target(o)) }
	k.rename = func(from, to T) []sqlgen.Stmt { return renameNamed(word, from.Ref(), to.Ref(), "") }
	return k
}

// textSearchObject writes the statement that creates one.
func textSearchObject(word string, r schema.Ref, options []schema.Option) []sqlgen.Stmt {
	var lines []string
	for _, o := range options {
		if o.Value != "" {
			lines = append(lines, "    "+o.Name+" = "+o.Value)
		}
	}
	return sqlgen.SQL("CREATE TEXT SEARCH " + word + " " + Qualified(r.Schema, r.Name) + " (\n" + strings.Join(lines, ",\n") + "\n)")
}

var textSearchParsers = textSearchKind(schema.KindTextSearchParser, "PARSER", kind[*schema.TextSearchParser]{
	read:   readTextSearchParsers,
	stored: []string{"text search parser"},
	create: func(_ *sqlgen.Context, p *schema.TextSearchParser, _ []schema.Object) []sqlgen.Stmt {
		return textSearchObject("PARSER", p.Ref(), []schema.Option{
			{Name: "START", Value: p.Start}, {Name: "GETTOKEN", Value: p.GetToken}, {Name: "END", Value: p.End},
			{Name: "HEADLINE", Value: p.Headline}, {Name: "LEXTYPES", Value: p.LexTypes},
		})
	},
})

var textSearchTemplates = textSearchKind(schema.KindTextSearchTemplate, "TEMPLATE", kind[*schema.TextSearchTemplate]{
	read:   readTextSearchTemplates,
	stored: []string{"text search template"},
	create: func(_ *sqlgen.Context, t *schema.TextSearchTemplate, _ []schema.Object) []sqlgen.Stmt {
		return textSearchObject("TEMPLATE", t.Ref(), []schema.Option{{Name: "INIT", Value: t.Init}, {Name: "LEXIZE", Value: t.Lexize}})
	},
})

var textSearchDictionaries = textSearchKind(schema.KindTextSearchDictionary, "DICTIONARY", kind[*schema.TextSearchDictionary]{
	read:   readTextSearchDictionaries,
	stored: []string{"text search dictionary"},
	create: func(_ *sqlgen.Context, d *schema.TextSearchDictionary, _ []schema.Object) []sqlgen.Stmt {
		options := []schema.Option{{Name: "TEMPLATE", Value: d.Template}}
		for _, o := range d.Options {
			options = append(options, schema.Option{Name: Ident(o.Name), Value: dictionaryValue(o.Value)})
		}
		return textSearchObject("DICTIONARY", d.Ref(), options)
	},
	alter: []alter[*schema.TextSearchDictionary]{{fields: []string{"Options"}, write: alterDictionary}},
	owned: true,
})

var textSearchConfigurations = textSearchKind(schema.KindTextSearchConfiguration, "CONFIGURATION", kind[*schema.TextSearchConfiguration]{
	read:   readTextSearchConfigurations,
	stored: []string{"text search configuration"},
	create: func(_ *sqlgen.Context, t *schema.TextSearchConfiguration, _ []schema.Object) []sqlgen.Stmt {
		stmts := textSearchObject("CONFIGURATION", t.Ref(), []schema.Option{{Name: "PARSER", Value: t.Parser}})
		return append(stmts, alterMappings(nil, &schema.TextSearchConfiguration{}, t)...)
	},
	alter: []alter[*schema.TextSearchConfiguration]{{fields: []string{"Mappings"}, write: alterMappings}},
	owned: true,
})

func alterDictionary(_ *sqlgen.Context, from, to *schema.TextSearchDictionary) []sqlgen.Stmt {
	set, gone := optionChanges(from.Options, to.Options)
	var list []string
	for _, o := range gone {
		list = append(list, Ident(o.Name))
	}
	for _, o := range set {
		list = append(list, Ident(o.Name)+" = "+dictionaryValue(o.Value))
	}
	return sqlgen.SQL("ALTER TEXT SEARCH DICTIONARY " + Qualified(to.Schema, to.Name) + " (" + strings.Join(list, ", ") + ")")
}

// dictionaryValue writes numbers bare: the server keeps the difference, and
// pg_dump shows it.
func dictionaryValue(value string) string {
	if value != "" && strings.Trim(value, "0123456789") == "" {
		return value
	}
	return Literal(value)
}

// alterMappings writes the mappings that differ, one statement for each token
// type.
func alterMappings(_ *sqlgen.Context, from, to *schema.TextSearchConfiguration) []sqlgen.Stmt {
	target := "ALTER TEXT SEARCH CONFIGURATION " + Qualified(to.Schema, to.Name)
	var stmts []sqlgen.Stmt
	add := func(text string) { stmts = append(stmts, sqlgen.Stmt{SQL: target + " " + text}) }
	for _, m := range from.Mappings {
		if mappingOf(to, m.Token) == nil {
			add("DROP MAPPING FOR " + Ident(m.Token))
		}
	}
	for _, m := range to.Mappings {
		switch was := mappingOf(from, m.Token); {
		case was == nil:
			add("ADD MAPPING FOR " + Ident(m.Token) + " WITH " + strings.Join(m.Dictionaries, ", "))
		case !slices.Equal(was.Dictionaries, m.Dictionaries):
			add("ALTER MAPPING FOR " + Ident(m.Token) + " WITH " + strings.Join(m.Dictionaries, ", "))
		}
	}
	return stmts
}

func mappingOf(t *schema.TextSearchConfiguration, token string) *schema.TokenMapping {
	for i := range t.Mappings {
		if t.Mappings[i].Token == token {
			return &t.Mappings[i]
		}
	}
	return nil
}

// dictionaryOptions takes the text of pg_ts_dict.dictinitoption apart, which is
// the list of options as CREATE TEXT SEARCH DICTIONARY takes it.
func dictionaryOptions(text string) []schema.Option {
	var out []schema.Option
	for _, item := range topLevelItems(text) {
		name, value, ok := strings.Cut(item, "=")
		if !ok {
			continue
		}
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		out = append(out, schema.Option{Name: splitQualified(name)[0], Value: unquoteLiteral(value)})
	}
	return out
}

// topLevelItems splits at the commas that stand in no quotes.
func topLevelItems(text string) []string {
	var items []string
	start := 0
	for i := 0; i < len(text); i = skipQuoted(text, i) {
		if text[i] == ',' {
			items = append(items, text[start:i])
			start = i + 1
		}
	}
	return append(items, text[start:])
}

// unquoteLiteral reads a value as serialize_deflist in
// src/backend/commands/tsearchcmds.c writes it.
func unquoteLiteral(text string) string {
	escaped := strings.HasPrefix(text, "E'")
	body, ok := strings.CutPrefix(strings.TrimPrefix(text, "E"), "'")
	if !ok {
		return text
	}
	body = strings.ReplaceAll(strings.TrimSuffix(body, "'"), "''", "'")
	if escaped {
		body = strings.ReplaceAll(body, `\\`, `\`)
	}
	return body
}
