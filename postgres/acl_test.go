package postgres

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/schema"
)

func TestGrants(t *testing.T) {
	for _, c := range []struct {
		name     string
		acl, def []string
		want     []schema.Grant
	}{
		{"the default", nil, []string{"o=rw/o"}, nil},
		{"the default, written out", []string{"o=rw/o"}, []string{"o=rw/o"}, nil},
		{
			"beyond it", []string{"o=rw/o", "=r/o", "b=r*w/o", `"odd ""=x"=a/o`, "b=d/other", `"d/e"=r/"f ""/g"`}, []string{"o=rw/o"},
			[]schema.Grant{
				{Role: "PUBLIC", Privileges: []string{"SELECT"}},
				{Role: "b", Privileges: []string{"UPDATE"}},
				{Role: "b", Privileges: []string{"DELETE"}, By: "other"},
				{Role: "b", Privileges: []string{"SELECT"}, Grantable: true},
				{Role: "d/e", Privileges: []string{"SELECT"}, By: `f "/g`},
				{Role: `odd "=x`, Privileges: []string{"INSERT"}},
			},
		},
		{
			"less", []string{"o=r/o"}, []string{"=X/o", "o=rw/o"},
			[]schema.Grant{
				{Role: "PUBLIC", Privileges: []string{"EXECUTE"}, Revoked: true},
				{Role: "o", Privileges: []string{"UPDATE"}, Revoked: true},
			},
		},
		{"nothing at all", []string{}, []string{"o=r/o"}, []schema.Grant{{Role: "o", Privileges: []string{"SELECT"}, Revoked: true}}},
	} {
		if diff := cmp.Diff(c.want, grants(c.acl, c.def, "o")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
