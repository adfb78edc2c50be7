package main

// reasons tells of the changes that TestChanges does not demand why.
func reasons() map[string]string {
	out := map[string]string{}
	for _, e := range notDemanded {
		for _, what := range e.changes {
			out[what] = e.why
		}
	}
	return out
}

// notDemanded are the changes that there are none of.
var notDemanded = []struct {
	why     string
	changes []string
}{
	{"it is for the plan, and no part of a database", []string{
		"composite field renamed_from changes", "composite field renamed_from comes or goes",
		"enum renamed_values changes", "enum renamed_values comes or goes", "object drop changes",
		"object drop comes or goes", "table column backfill changes", "table column backfill comes or goes",
		"table column using changes", "table column using comes or goes",
	}},
	{"another one is another object", []string{
		"cast source changes", "cast target changes", "default_permission revoke comes or goes",
		"default_permission to changes", "operator left changes", "operator left comes or goes", "operator right changes",
		"operator right comes or goes", "permission for default_permission comes or goes", "permission for provided comes or goes", "policy on changes",
		"rule on changes", "trigger on changes", "user_mapping server changes",
	}},
	{"inspect always writes it", []string{
		"collation provider comes or goes", "extension comment comes or goes", "extension version comes or goes",
		"function as comes or goes", "operator_family function left comes or goes",
		"operator_family function right comes or goes", "operator_family operator left comes or goes",
		"operator_family operator right comes or goes", "procedure as comes or goes", "sequence type comes or goes",
		"table column identity generated comes or goes", "table exclude on op comes or goes",
		"subscription slot_name comes or goes", "subscription streaming comes or goes", "trigger execute comes or goes",
	}},
	{"one value alone is written", []string{
		"foreign_table default changes", "function security changes", "materialized access_method changes",
		"partition access_method changes", "policy as changes", "procedure security changes",
		"table access_method changes", "table foreign_key match changes", "trigger foreach changes",
	}},
	{"it comes and goes with its block", []string{
		"materialized column comment comes or goes", "partition row_security enabled comes or goes",
		"table row_security enabled comes or goes", "view column comment comes or goes",
		"view column default comes or goes", "materialized column security_labels comes or goes",
		"view column security_labels comes or goes",
	}},
	{"PostgreSQL has nothing of the kind: a table has one primary key, an index no operators, and a procedure is not asked for in a query", []string{
		"primary_key exchanges its name with another", "procedure cost changes", "procedure cost comes or goes",
		"procedure leakproof comes or goes", "procedure parallel changes", "procedure parallel comes or goes",
		"procedure rows changes", "procedure rows comes or goes", "procedure strict comes or goes",
		"procedure support changes", "procedure support comes or goes", "procedure volatility changes",
		"procedure volatility comes or goes", "procedure window comes or goes", "table column as type changes",
		"table column as type comes or goes", "table index on op changes", "table index on op comes or goes",
	}},
	{"how rows are told apart stays, and a bound is of its table's kind", []string{
		"partition from comes or goes", "partition modulus comes or goes", "partition partition by collate changes",
		"partition partition by collate comes or goes", "partition partition by column changes",
		"partition partition by column comes or goes", "partition partition by expr changes",
		"partition partition by expr comes or goes", "partition partition by ops changes",
		"partition partition by ops comes or goes", "partition partition columns changes",
		"partition partition comes or goes", "partition remainder comes or goes", "partition to comes or goes",
		"table partition by collate changes", "table partition by collate comes or goes",
		"table partition by column changes", "table partition by ops changes", "table partition by ops comes or goes",
		"table partition comes or goes",
	}},
	{"PostgreSQL shows it to nobody, or to superusers alone", []string{"subscription connection changes"}},
	{"inspect writes it into the query", []string{"view columns changes", "view columns comes or goes"}},
	{"the operators of such a class are its family's, from PostgreSQL 14 on", []string{
		"operator_class operator order_by changes", "operator_class operator order_by comes or goes",
	}},
}
