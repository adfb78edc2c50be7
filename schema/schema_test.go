package schema_test

import (
	"slices"
	"testing"

	"github.com/schemactl/schemactl/schema"
)

func TestChangedNamesFields(t *testing.T) {
	a := &schema.Sequence{Name: "s", Type: "bigint", Common: schema.Common{Comment: "x"}}
	start := int64(5)
	b := &schema.Sequence{
		Name: "s", Type: "integer", SequenceOptions: schema.SequenceOptions{Start: &start},
		Common: schema.Common{RenamedFrom: "q", Needs: []schema.Ref{{Kind: schema.KindTable, Name: "t"}}},
	}
	if got := schema.Changed(a, b); !slices.Equal(got, []string{"Type", "Start", "Comment"}) {
		t.Errorf("got %v", got)
	}
	if got := schema.Changed(a, a.Named(a.Ref())); got != nil {
		t.Errorf("a copy differs in %v", got)
	}
}

func TestEmptyAndNilListsAreEqual(t *testing.T) {
	a, b := &schema.Index{Include: []string{}}, &schema.Index{}
	if got := schema.Changed(a, b); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestFingerprintLeavesOutWhatIsLeftToTheDatabase(t *testing.T) {
	a := schema.New(&schema.Table{Name: "t"}, &schema.Extension{Name: "e", Version: "1"})
	b := schema.New(&schema.Extension{Name: "e", Version: "2"}, &schema.Table{Name: "t", Common: schema.Common{Owner: "o"}})
	if schema.Fingerprint(schema.Sums(a)) != schema.Fingerprint(schema.Sums(b)) {
		t.Error("owner, version or order show in the fingerprint")
	}
	c := schema.New(&schema.Table{Name: "t", Unlogged: true}, &schema.Extension{Name: "e"})
	if schema.Fingerprint(schema.Sums(a)) == schema.Fingerprint(schema.Sums(c)) {
		t.Error("a change does not show in the fingerprint")
	}
}

func TestSplit(t *testing.T) {
	s := schema.New(
		&schema.Table{Name: "t", ReplicaIdentity: "INDEX", ReplicaIndex: "i", ClusterOn: "i"},
		&schema.Column{Table: "t", Name: "c", Type: "int", Default: "1"},
		&schema.Index{Table: "t", Name: "i", Parts: []schema.IndexPart{{Column: "c"}}},
		&schema.Sequence{Name: "s", OwnedBy: schema.Ref{Kind: schema.KindColumn, Table: "t", Name: "c"}},
	)
	split := schema.Split(s)
	for _, want := range []schema.Ref{
		{Kind: schema.KindDefault, Table: "t", Name: "c"},
		{Kind: schema.KindReplicaIdentity, Table: "t", Name: "replica_identity"},
		{Kind: schema.KindClusterMark, Table: "t", Name: "cluster_on"},
		{Kind: schema.KindSequenceOwner, Table: "s", Name: "owner"},
	} {
		if !split.Has(want) {
			t.Errorf("%s is missing", want)
		}
	}
	if again := schema.Split(split); again.Len() != split.Len() {
		t.Errorf("splitting again gives %d objects instead of %d", again.Len(), split.Len())
	}
}

func TestCarryLeavesToTheDatabaseWhatTheFileDoes(t *testing.T) {
	grant := []schema.Grant{{Role: "r", Privileges: []string{"SELECT"}}}
	current := schema.New(
		&schema.Namespace{Name: "public"},
		&schema.Table{Name: "t", Common: schema.Common{Owner: "o", Grants: grant}},
		&schema.Extension{Name: "e", Version: "1.2", Common: schema.Common{Comment: "c"}},
	)
	desired := schema.New(&schema.Table{Name: "t"}, &schema.Extension{Name: "e"})
	got := schema.Carry(desired, current, false)
	for o := range current.All() {
		if is := got.Lookup(o.Ref()); is == nil || schema.Changed(o, is) != nil {
			t.Errorf("%s was not carried: %v", o.Ref(), is)
		}
	}
	managed, _ := schema.Find[*schema.Table](schema.Carry(desired, current, true), schema.Ref{Kind: schema.KindTable, Name: "t"})
	if managed.Grants != nil || managed.Owner != "o" {
		t.Errorf("with grants managed: %+v", managed.Common)
	}
}

func TestTurnAround(t *testing.T) {
	from := &schema.Composite{Name: "c", Fields: []schema.Field{{Name: "a"}, {Name: "b"}}}
	to := &schema.Composite{Name: "c", Fields: []schema.Field{{Name: "a"}, {Name: "x", RenamedFrom: "b"}}}
	turned, ok := schema.TurnAround(from, to).(*schema.Composite)
	if !ok || turned.Fields[1].RenamedFrom != "x" {
		t.Errorf("got %v", turned)
	}
}

func TestIdentityTakesTheNameOfItsSequence(t *testing.T) {
	c := &schema.Column{Schema: "s", Table: "t", Name: "id", Identity: &schema.Identity{}}
	want := schema.Name{Space: "relation", Schema: "s", Name: "t_id_seq"}
	if got := schema.Names(c); !slices.Contains(got, want) {
		t.Errorf("got %v", got)
	}
}
