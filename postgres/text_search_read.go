package postgres

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// https://www.postgresql.org/docs/current/catalog-pg-ts-parser.html
func readTextSearchParsers(ctx context.Context, r *reader) error {
	text := `
SELECT o.oid, n.nspname, o.prsname, ` + procName("o.prsstart") + `, ` + procName("o.prstoken") + `, ` + procName("o.prsend") + `,
	` + procName("o.prsheadline") + `, ` + procName("o.prslextype") + `, coalesce(pg_catalog.obj_description(o.oid, 'pg_ts_parser'), '')
FROM pg_catalog.pg_ts_parser o JOIN pg_catalog.pg_namespace n ON n.oid = o.prsnamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var p schema.TextSearchParser
		err := rows.Scan(&oid, &p.Schema, &p.Name, &p.Start, &p.GetToken, &p.End, &p.Headline, &p.LexTypes, &p.Comment)
		if a := (address{"pg_ts_parser", oid, 0}); err == nil && r.mine(a, p.Schema) {
			r.add(a, &p)
		}
		return err
	})
}

// https://www.postgresql.org/docs/current/catalog-pg-ts-template.html
func readTextSearchTemplates(ctx context.Context, r *reader) error {
	text := `
SELECT o.oid, n.nspname, o.tmplname, ` + procName("o.tmplinit") + `, ` + procName("o.tmpllexize") + `,
	coalesce(pg_catalog.obj_description(o.oid, 'pg_ts_template'), '')
FROM pg_catalog.pg_ts_template o JOIN pg_catalog.pg_namespace n ON n.oid = o.tmplnamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var t schema.TextSearchTemplate
		err := rows.Scan(&oid, &t.Schema, &t.Name, &t.Init, &t.Lexize, &t.Comment)
		if a := (address{"pg_ts_template", oid, 0}); err == nil && r.mine(a, t.Schema) {
			r.add(a, &t)
		}
		return err
	})
}

// https://www.postgresql.org/docs/current/catalog-pg-ts-dict.html
func readTextSearchDictionaries(ctx context.Context, r *reader) error {
	const text = `
SELECT o.oid, n.nspname, o.dictname, pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.tmplname),
	coalesce(o.dictinitoption, ''), coalesce(pg_catalog.obj_description(o.oid, 'pg_ts_dict'), ''), pg_catalog.pg_get_userbyid(o.dictowner)
FROM pg_catalog.pg_ts_dict o JOIN pg_catalog.pg_namespace n ON n.oid = o.dictnamespace
JOIN pg_catalog.pg_ts_template t ON t.oid = o.dicttemplate
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var d schema.TextSearchDictionary
		var options string
		err := rows.Scan(&oid, &d.Schema, &d.Name, &d.Template, &options, &d.Comment, &d.Owner)
		if a := (address{"pg_ts_dict", oid, 0}); err == nil && r.mine(a, d.Schema) {
			d.Options = dictionaryOptions(options)
			r.add(a, &d)
		}
		return err
	})
}

// https://www.postgresql.org/docs/current/catalog-pg-ts-config.html
func readTextSearchConfigurations(ctx context.Context, r *reader) error {
	mappings, err := r.readMappings(ctx)
	if err != nil {
		return err
	}
	const text = `
SELECT o.oid, n.nspname, o.cfgname, pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.prsname),
	coalesce(pg_catalog.obj_description(o.oid, 'pg_ts_config'), ''), pg_catalog.pg_get_userbyid(o.cfgowner)
FROM pg_catalog.pg_ts_config o JOIN pg_catalog.pg_namespace n ON n.oid = o.cfgnamespace
JOIN pg_catalog.pg_ts_parser p ON p.oid = o.cfgparser
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var t schema.TextSearchConfiguration
		err := rows.Scan(&oid, &t.Schema, &t.Name, &t.Parser, &t.Comment, &t.Owner)
		if a := (address{"pg_ts_config", oid, 0}); err == nil && r.mine(a, t.Schema) {
			t.Mappings = mappings[oid]
			r.add(a, &t)
		}
		return err
	})
}

// readMappings reads what dictionaries the tokens of each type go through, by
// the OID of the configuration. The names of the types are the parser's to tell.
// https://www.postgresql.org/docs/current/catalog-pg-ts-config-map.html
func (r *reader) readMappings(ctx context.Context) (map[uint32][]schema.TokenMapping, error) {
	const text = `
SELECT m.mapcfg, (SELECT t.alias FROM pg_catalog.ts_token_type(c.cfgparser) t WHERE t.tokid = m.maptokentype) AS token,
	pg_catalog.array_agg(pg_catalog.quote_ident(dn.nspname) || '.' || pg_catalog.quote_ident(d.dictname) ORDER BY m.mapseqno)
FROM pg_catalog.pg_ts_config_map m
JOIN pg_catalog.pg_ts_config c ON c.oid = m.mapcfg
JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
WHERE m.mapcfg >= 16384
GROUP BY m.mapcfg, c.cfgparser, m.maptokentype`
	out := map[uint32][]schema.TokenMapping{}
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var m schema.TokenMapping
		if err := rows.Scan(&oid, &m.Token, (*pq.StringArray)(&m.Dictionaries)); err != nil {
			return err
		}
		out[oid] = append(out[oid], m)
		return nil
	})
	for _, list := range out {
		slices.SortFunc(list, func(a, b schema.TokenMapping) int { return strings.Compare(a.Token, b.Token) })
	}
	return out, err
}
