package schema

// GoesWithExtensions reports whether objects of a kind can be made to be dropped with an extension. Of keys and exclusion
// constraints it is the index.
// https://www.postgresql.org/docs/current/sql-alterfunction.html, sql-alterindex.html, sql-altertrigger.html
func GoesWithExtensions(k Kind) bool { return goesWithExtensions[k] }

var goesWithExtensions = map[Kind]bool{
	KindFunction: true, KindProcedure: true, KindTrigger: true, KindMaterialized: true,
	KindIndex: true, KindPrimaryKey: true, KindUnique: true, KindExclude: true,
}
