package postgres

import (
	"strings"
	"testing"
)

func TestParens(t *testing.T) {
	for expr, want := range map[string]string{
		"a > 1":              "(a > 1)",
		"(a > 1)":            "(a > 1)",
		"(a) + (b)":          "((a) + (b))",
		"(a = ')' OR b)":     "(a = ')' OR b)",
		`("odd)" = 'it''s')`: `("odd)" = 'it''s')`,
		"(a = $$)$$)":        "((a = $$)$$))",
	} {
		if got := parens(expr); got != want {
			t.Errorf("parens(%s) = %s, want %s", expr, got, want)
		}
	}
}

func TestIsCall(t *testing.T) {
	for expr, want := range map[string]bool{
		"lower(a)": true, "public.f(a, (b))": true, "lower(a) || f(b)": false, "row(a)": false, "a": false, "COALESCE(a, b)": false,
	} {
		if got := isCall(expr); got != want {
			t.Errorf("isCall(%s) = %v", expr, got)
		}
	}
}

func TestObjectName(t *testing.T) {
	if got := objectName("t", "c", "seq"); got != "t_c_seq" {
		t.Error(got)
	}
	long := objectName(strings.Repeat("t", 50), strings.Repeat("c", 20), "seq")
	if want := strings.Repeat("t", 38) + "_" + strings.Repeat("c", 20) + "_seq"; long != want {
		t.Errorf("got %s of %d bytes", long, len(long))
	}
}

func TestDefaultExpr(t *testing.T) {
	for expr, want := range map[string]string{
		"now() at time zone 'utc'": "(now() at time zone 'utc')",
		"'it is'::text":            "'it is'::text",
		"(1 + 2)":                  "(1 + 2)",
	} {
		if got := defaultExpr(expr); got != want {
			t.Errorf("defaultExpr(%s) = %s", expr, got)
		}
	}
}

func TestNarrows(t *testing.T) {
	for _, c := range []struct {
		from, to string
		keeps    bool
		codes    string
	}{
		{"character varying(10)", "character varying(20)", true, ""},
		{"character varying(10)", "text", true, ""},
		{"character varying(20)", "character varying(10)", false, "may-fail"},
		{"text", "character varying", true, ""},
		{"text", "character varying(3)", false, "may-fail"},
		{"numeric(12,2)", "numeric(14,2)", true, ""},
		{"numeric(12,4)", "numeric(12,2)", false, "data-loss"},
		{"numeric(12,4)", "numeric(6,3)", false, "data-loss may-fail"},
		{"integer", "bigint", false, ""},
		{"bigint", "integer", false, "may-fail"},
		{"timestamp(3) with time zone", "timestamp with time zone", true, ""},
		{"timestamp with time zone", "timestamp(3) with time zone", false, "data-loss"},
		{"timestamp with time zone", "date", false, "data-loss"},
		{"character varying(3)[]", "text[]", false, ""},
	} {
		var codes []string
		for _, r := range narrows((onTable("public", "t")), c.from, c.to) {
			codes = append(codes, r.Code)
		}
		if got := strings.Join(codes, " "); got != c.codes || keepsRows(parseType(c.from), parseType(c.to)) != c.keeps {
			t.Errorf("%s to %s: %q, keeps rows %v", c.from, c.to, got, !c.keeps)
		}
	}
}
