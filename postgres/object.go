package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// definitions are the objects of sorts that have no kind of their own.
var definitions = kind[*schema.Definition]{
	name:   schema.KindObject,
	read:   readDefinitions,
	stored: []string{"definition"},
	create: func(_ *sqlgen.Context, d *schema.Definition, _ []schema.Object) []sqlgen.Stmt {
		return sqlgen.SQL(trimQuery(d.Create))
	},
	drop: func(_ *sqlgen.Context, d *schema.Definition) []sqlgen.Stmt {
		if d.Drop != "" {
			return sqlgen.SQL(trimQuery(d.Drop))
		}
		return sqlgen.SQL("DROP " + definitionTarget(d) + sorts[d.Sort].dropping)
	},
	prevents: func(_ *sqlgen.Context, s planner.Step) error {
		d := s.Object().(*schema.Definition)
		sort, ok := sorts[d.Sort]
		switch {
		case !ok:
			return fmt.Errorf("%s: object blocks are for %s; other objects have blocks of their own", d.Ref(), strings.Join(sortNames, ", "))
		case d.Owner != "" && !sort.owned:
			return fmt.Errorf("%s: a %s has no owner", d.Ref(), d.Sort)
		case len(d.Grants) > 0 && sort.acl == "":
			return fmt.Errorf("%s: there are no privileges on a %s", d.Ref(), d.Sort)
		}
		return nil
	},
	rename: func(from, to *schema.Definition) []sqlgen.Stmt {
		return renameNamed(sorts[from.Sort].words, withBareName(from), withBareName(to), "")
	},
	target:    definitionTarget,
	owned:     true,
	grantable: true,
}

// A sort is one sort of objects, and how its catalog tells the statement that
// creates one.
type sort struct {
	// words are what SQL calls the sort.
	words   string
	catalog string
	// object is the name, namespace the OID of the schema, owner and acl the
	// columns of the catalog o; create is the statement.
	object, namespace, owner, acl, create string
	// condition chooses among the rows of the catalog.
	condition string
	// letter is what acldefault calls the sort.
	letter string
	owned  bool
	// bare names are not quoted in Definition.Name.
	bare bool
	// dropping is what DROP ends with.
	dropping string
}

// sortNames lists the sorts in the order of reading.
var sortNames = []string{"access_method", "language", "transform", schema.SortType}

var sorts = map[string]sort{
	"access_method": {
		words: "ACCESS METHOD", catalog: "pg_am", object: "o.amname", bare: true,
		create: `'CREATE ACCESS METHOD ' || pg_catalog.quote_ident(o.amname) || ' TYPE ' || CASE o.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END
	|| ' HANDLER ' || ` + procName("o.amhandler"),
	},
	"language": {
		words: "LANGUAGE", catalog: "pg_language", object: "o.lanname", bare: true,
		owner: "o.lanowner", acl: "o.lanacl", letter: "l", owned: true,
		create: `'CREATE ' || CASE WHEN o.lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'LANGUAGE ' || pg_catalog.quote_ident(o.lanname)
	|| ' HANDLER ' || ` + procName("o.lanplcallfoid") + `
	|| coalesce(' INLINE ' || nullif(` + procName("o.laninline") + `, ''), '')
	|| coalesce(' VALIDATOR ' || nullif(` + procName("o.lanvalidator") + `, ''), '')`,
	},
	"transform": {
		words: "TRANSFORM", catalog: "pg_transform",
		object: transformName,
		create: `'CREATE TRANSFORM ' || pg_catalog.upper(pg_catalog.left(` + transformName + `, 3)) || pg_catalog.substr(` + transformName + `, 4) || ' ('
	|| pg_catalog.concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(` + procName("o.trffromsql") + `, '') || '(internal)',
		'TO SQL WITH FUNCTION ' || nullif(` + procName("o.trftosql") + `, '') || '(internal)') || ')'`,
	},
	schema.SortType: {
		words: "TYPE", catalog: "pg_type", object: "o.typname", namespace: "o.typnamespace", bare: true,
		owner: "o.typowner", acl: "o.typacl", letter: "T", owned: true,
		condition: `NOT o.typisdefined OR o.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = o.oid)`,
		create:    `'CREATE TYPE ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(o.typname) || CASE WHEN o.typisdefined THEN ` + baseTypeOptions + ` ELSE '' END`,
		// A type and its input and output functions need each other: there is no
		// other way to be rid of them. What else stands on the type is gone by
		// then.
		dropping: " CASCADE",
	},
}

// transformName is how COMMENT and DROP name a transform, without the keyword.
const transformName = `('for ' || pg_catalog.format_type(o.trftype, NULL) || ' language ' || (SELECT pg_catalog.quote_ident(l.lanname) FROM pg_catalog.pg_language l WHERE l.oid = o.trflang))`

// baseTypeOptions is the list of options of CREATE TYPE for a pg_type named o.
// https://www.postgresql.org/docs/current/sql-createtype.html
var baseTypeOptions = `' (' || pg_catalog.concat_ws(', ',
	` + typeOption("INPUT", "o.typinput") + `, ` + typeOption("OUTPUT", "o.typoutput") + `,
	` + typeOption("RECEIVE", "o.typreceive") + `, ` + typeOption("SEND", "o.typsend") + `,
	` + typeOption("TYPMOD_IN", "o.typmodin") + `, ` + typeOption("TYPMOD_OUT", "o.typmodout") + `,
	` + typeOption("ANALYZE", "o.typanalyze") + `, %s
	'INTERNALLENGTH = ' || CASE WHEN o.typlen < 0 THEN 'VARIABLE' ELSE o.typlen::text END,
	CASE WHEN o.typbyval THEN 'PASSEDBYVALUE' END,
	'ALIGNMENT = ' || CASE o.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
	'STORAGE = ' || CASE o.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END,
	CASE WHEN o.typcategory <> 'U' THEN 'CATEGORY = ' || pg_catalog.quote_literal(o.typcategory::text) END,
	CASE WHEN o.typispreferred THEN 'PREFERRED = true' END,
	'DEFAULT = ' || pg_catalog.quote_literal(o.typdefault),
	CASE WHEN o.typelem <> 0 THEN 'ELEMENT = ' || pg_catalog.format_type(o.typelem, NULL) END,
	CASE WHEN o.typdelim <> ',' THEN 'DELIMITER = ' || pg_catalog.quote_literal(o.typdelim::text) END,
	CASE WHEN o.typcollation <> 0 THEN 'COLLATABLE = true' END) || ')'`

func typeOption(word, function string) string {
	return "'" + word + " = ' || nullif(" + procName(function) + ", '')"
}

func definitionTarget(d *schema.Definition) string {
	s, ok := sorts[d.Sort]
	if !ok {
		return strings.ToUpper(strings.ReplaceAll(d.Sort, "_", " ")) + " " + d.Name
	}
	if s.bare {
		return s.words + " " + Qualified(d.Schema, d.Name)
	}
	return s.words + " " + d.Name
}

func withBareName(d *schema.Definition) schema.Ref {
	return schema.Ref{Schema: d.Schema, Name: d.Name}
}

func readDefinitions(ctx context.Context, r *reader) error {
	for _, name := range sortNames {
		if err := r.readSort(ctx, name, sorts[name]); err != nil {
			return fmt.Errorf("reading %s: %w", sorts[name].catalog, err)
		}
	}
	return nil
}

// text is the query for the objects of a sort.
func (s sort) text(r *reader) string {
	create := s.create
	if s.catalog == "pg_type" {
		create = fmt.Sprintf(create, r.since(14, typeOption("SUBSCRIPT", "o.typsubscript")+",", ""))
	}
	namespace, owner, acl, usual := "0", "''", "NULL::text[]", "NULL::text[]"
	if s.namespace != "" {
		namespace = s.namespace
	}
	if s.owned {
		owner = "pg_catalog.pg_get_userbyid(" + s.owner + ")"
	}
	if s.acl != "" {
		acl, usual = s.acl+"::text[]", "pg_catalog.acldefault('"+s.letter+"', "+s.owner+")::text[]"
	}
	text := `
SELECT o.oid, coalesce(n.nspname, ''), ` + s.object + `, ` + create + `,
	coalesce(pg_catalog.obj_description(o.oid, '` + s.catalog + `'), ''), ` + owner + `, ` + acl + `, ` + usual + `
FROM pg_catalog.` + s.catalog + ` o LEFT JOIN pg_catalog.pg_namespace n ON n.oid = ` + namespace + `
WHERE o.oid >= 16384`
	if s.condition != "" {
		text += " AND (" + s.condition + ")"
	}
	return text
}

func (r *reader) readSort(ctx context.Context, name string, s sort) error {
	return r.query(ctx, s.text(r), func(rows *sql.Rows) error {
		var oid uint32
		d := schema.Definition{Sort: name}
		var acl, usual pq.StringArray
		if err := rows.Scan(&oid, &d.Schema, &d.Name, &d.Create, &d.Comment, &d.Owner, &acl, &usual); err != nil {
			return err
		}
		a := address{s.catalog, oid, 0}
		if !r.mine(a, d.Schema) {
			return nil
		}
		d.Grants = grants(acl, usual, d.Owner)
		r.add(a, &d)
		return nil
	})
}
