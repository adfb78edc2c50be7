package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// routineSignature writes the argument types that tell a routine from others
// of its name. OUT arguments of a procedure are among them, marked as such; and so
// are the others, as without any mark the types could be those of another procedure
// with its OUT arguments.
func routineSignature(f *schema.Routine) string {
	var types []string
	for _, a := range f.Args {
		switch {
		case a.Mode != "OUT" && f.Procedure:
			types = append(types, "IN "+a.Type)
		case a.Mode != "OUT":
			types = append(types, a.Type)
		case f.Procedure:
			types = append(types, "OUT "+a.Type)
		}
	}
	return "(" + strings.Join(types, ", ") + ")"
}

func routineText(command string, f *schema.Routine) string {
	lines := []string{command + " " + Qualified(f.Schema, f.Name) + "(" + argList(f.Args) + ")"}
	add := func(line string) {
		if line != "" {
			lines = append(lines, line)
		}
	}
	add(routineResult(f))
	add("LANGUAGE " + Ident(f.Language))
	add(routineTransforms(f))
	add(routineTraits(f))
	for _, o := range f.Set {
		add("SET " + parameterName(o.Name) + " TO " + parameterValue(o.Name, o.Value))
	}
	return strings.Join(lines, "\n    ") + "\n" + routineBody(f)
}

func argList(args []schema.Arg) string {
	list := make([]string, len(args))
	for i, a := range args {
		var words []string
		if a.Mode != "" {
			words = append(words, a.Mode)
		}
		if a.Name != "" {
			words = append(words, Ident(a.Name))
		}
		list[i] = strings.Join(append(words, a.Type), " ")
		if a.Default != "" {
			list[i] += " DEFAULT " + a.Default
		}
	}
	return strings.Join(list, ", ")
}

func routineResult(f *schema.Routine) string {
	switch {
	case f.Returns == "":
		return ""
	case f.Returns == "TABLE":
		columns := make([]string, len(f.ReturnTable))
		for i, c := range f.ReturnTable {
			columns[i] = Ident(c.Name) + " " + c.Type
		}
		return "RETURNS TABLE (" + strings.Join(columns, ", ") + ")"
	case f.ReturnsSet:
		return "RETURNS SETOF " + f.Returns
	}
	return "RETURNS " + f.Returns
}

func routineTransforms(f *schema.Routine) string {
	if len(f.Transform) == 0 {
		return ""
	}
	types := make([]string, len(f.Transform))
	for i, t := range f.Transform {
		types[i] = "FOR TYPE " + t
	}
	return "TRANSFORM " + strings.Join(types, ", ")
}

func routineTraits(f *schema.Routine) string {
	var words []string
	add := func(on bool, text string) {
		if on {
			words = append(words, text)
		}
	}
	add(f.Window, "WINDOW")
	add(f.Volatility != "", f.Volatility)
	add(f.Strict, "STRICT")
	add(f.LeakProof, "LEAKPROOF")
	add(f.SecurityDefiner, "SECURITY DEFINER")
	add(f.Parallel != "", "PARALLEL "+f.Parallel)
	add(f.Cost != "", "COST "+f.Cost)
	add(f.Rows != "", "ROWS "+f.Rows)
	add(f.Support != "", "SUPPORT "+f.Support)
	return strings.Join(words, " ")
}

func routineBody(f *schema.Routine) string {
	switch {
	case f.Atomic:
		return trimQuery(f.Body)
	case f.Object != "":
		return "    AS " + Literal(f.Object) + ", " + Literal(f.Body)
	case f.Language == "internal" || f.Language == "c":
		return "    AS " + Literal(f.Body)
	}
	return "AS " + dollarQuoted(f.Body)
}

// dollarQuoted quotes a text with the first tag whose end is not found within
// it.
func dollarQuoted(text string) string {
	tag := "$$"
	for i := 0; strings.Index(text+tag, tag) != len(text); i++ {
		tag = "$function$"
		if i > 0 {
			tag = fmt.Sprintf("$function%d$", i)
		}
	}
	return tag + text + tag
}

// parameterName writes the name of a configuration parameter, which has parts
// if it is an extension's.
func parameterName(name string) string {
	parts := strings.Split(name, ".")
	for i, p := range parts {
		parts[i] = Ident(p)
	}
	return strings.Join(parts, ".")
}

// parameterLists are the parameters whose value is a list of names: the server
// keeps it quoted, item by item, and wants to be given the items.
// GUC_LIST_QUOTE in src/backend/utils/misc/guc_tables.c.
var parameterLists = []string{
	"local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries",
	"temp_tablespaces", "unix_socket_directories", "restrict_nonsystem_relation_kind",
}

func parameterValue(name, value string) string {
	if !slices.Contains(parameterLists, strings.ToLower(name)) {
		return Literal(value)
	}
	items := nameList(value)
	if len(items) == 0 {
		return "''"
	}
	for i, item := range items {
		items[i] = Literal(item)
	}
	return strings.Join(items, ", ")
}

// nameList takes a list of names apart: those in double quotes as they are,
// the others in lower case. SplitGUCList in src/backend/utils/adt/varlena.c.
func nameList(text string) []string {
	var items []string
	for text = strings.TrimSpace(text); text != ""; {
		var item string
		if text[0] == '"' {
			end := skipQuoted(text, 0)
			item = strings.ReplaceAll(strings.Trim(text[:end], `"`), `""`, `"`)
			text = text[end:]
		} else {
			end := strings.IndexByte(text, ',')
			if end < 0 {
				end = len(text)
			}
			item, text = strings.ToLower(strings.TrimSpace(text[:end])), text[end:]
		}
		items = append(items, item)
		text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), ","))
	}
	return items
}
