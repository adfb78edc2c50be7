package hclschema

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

var checkOptions = words("LOCAL", "CASCADED")

var view = define(schema.KindView, inSchema, &schema.View{}, func(c *codec, o *schema.View) {
	c.require("as")
	c.texts("columns", &o.Columns)
	columns := viewColumns(o.Defaults, o.ColumnComments, nil, o.Labels)
	many(c, "column", &columns, viewColumnName, func(c *codec, v *viewColumn) {
		viewColumnFields(c, v)
		c.literalOr("default", &v.def, v.typ)
	})
	if c.mode == reading {
		o.Defaults, o.ColumnComments, o.Labels, o.Output = splitColumns(columns)
	}
	c.sql("as", &o.As)
	c.word("check_option", &o.CheckOption, checkOptions)
	c.choiceOf("security_barrier", &o.SecurityBarrier, &o.Words)
	c.choiceOf("security_invoker", &o.SecurityInvoker, &o.Words)
	c.text("type_comment", &o.TypeComment)
})

var materialized = define(schema.KindMaterialized, inSchema, &schema.Materialized{}, func(c *codec, o *schema.Materialized) {
	c.require("as")
	columns := viewColumns(nil, o.ColumnComments, o.ColumnSettings, o.Labels)
	many(c, "column", &columns, viewColumnName, func(c *codec, v *viewColumn) {
		viewColumnFields(c, v)
		c.word("storage", &v.set.Storage, words("PLAIN", "EXTERNAL", "EXTENDED", "MAIN"))
		c.ident("compression", &v.set.Compression)
		c.int("statistics", &v.set.Statistics)
		c.options("options", &v.set.Options)
	})
	if c.mode == reading {
		_, o.ColumnComments, o.Labels, o.Output = splitColumns(columns)
		for _, v := range columns {
			if !v.set.IsZero() {
				v.set.Name = v.name
				o.ColumnSettings = append(o.ColumnSettings, v.set)
			}
		}
	}
	c.sql("as", &o.As)
	c.options("with", &o.With)
	c.text("tablespace", &o.Tablespace)
	c.ident("access_method", &o.AccessMethod)
	c.text("type_comment", &o.TypeComment)
	c.indexName("cluster_on", &o.ClusterOn)
	c.word("replica_identity", &o.ReplicaIdentity, identities)
	c.unless("with_data", &o.WithNoData)
}, index)

// A viewColumn gathers what the graph keeps by topic.
type viewColumn struct {
	name, typ, def, comment string
	set                     schema.ColumnSetting
	labels                  []schema.Label
}

func viewColumnName(v *viewColumn) *string { return &v.name }

// viewColumnFields reads a column of a view. Its type and null say what the
// query yields anyway; they are for the reader.
func viewColumnFields(c *codec, v *viewColumn) {
	var notNull bool
	if c.mode != writing {
		c.typ("type", &v.typ)
		c.nullable(&notNull)
	}
	c.text("comment", &v.comment)
	c.labels(&v.labels, schema.Label{Column: v.name})
}

// viewColumns gathers the settings of columns by name.
func viewColumns(defaults, comments []schema.Option, settings []schema.ColumnSetting, labels []schema.Label) []viewColumn {
	byName := map[string]*viewColumn{}
	at := func(name string) *viewColumn {
		if byName[name] == nil {
			byName[name] = &viewColumn{name: name}
		}
		return byName[name]
	}
	for _, o := range defaults {
		at(o.Name).def = o.Value
	}
	for _, o := range comments {
		at(o.Name).comment = o.Value
	}
	for _, s := range settings {
		at(s.Name).set = s
	}
	for _, l := range labels {
		if l.Column != "" {
			v := at(l.Column)
			v.labels = append(v.labels, l)
		}
	}
	list := make([]viewColumn, 0, len(byName))
	for _, v := range byName {
		list = append(list, *v)
	}
	slices.SortFunc(list, func(a, b viewColumn) int { return strings.Compare(a.name, b.name) })
	return list
}

func splitColumns(columns []viewColumn) (defaults, comments []schema.Option, labels []schema.Label, output []schema.Option) {
	for _, v := range columns {
		if v.typ != "" {
			output = append(output, schema.Option{Name: v.name, Value: v.typ})
		}
	}
	slices.SortFunc(columns, func(a, b viewColumn) int { return strings.Compare(a.name, b.name) })
	for _, v := range columns {
		if v.def != "" {
			defaults = append(defaults, schema.Option{Name: v.name, Value: v.def})
		}
		if v.comment != "" {
			comments = append(comments, schema.Option{Name: v.name, Value: v.comment})
		}
		labels = append(labels, v.labels...)
	}
	return defaults, comments, labels, output
}
