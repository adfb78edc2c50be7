package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/filter"
	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
)

// filtered adds the flags that say which part of a database is managed.
func filtered(more ...cli.Flag) []cli.Flag {
	return append(more,
		&cli.StringSliceFlag{Name: "schema", Action: checkSchemas, Usage: "manage this schema only, and leave the rest of the database alone; may be repeated"},
		&cli.StringSliceFlag{Name: "exclude", Usage: "leave alone what a pattern matches, as audit.* or *.tmp_*[kind=table]; may be repeated"},
		&cli.StringSliceFlag{Name: "include", Usage: "manage what a pattern matches though it would be left alone; may be repeated"},
	)
}

// attributed adds the flags that leave owners, privileges and security labels out.
func attributed(more ...cli.Flag) []cli.Flag {
	return append(more,
		&cli.BoolFlag{Name: "no-owner", Usage: "leave owners out, and alone"},
		&cli.BoolFlag{Name: "no-privileges", Usage: "leave privileges out, and alone"},
		&cli.BoolFlag{Name: "no-security-labels", Usage: "leave security labels out, and alone"},
	)
}

// filters are those of the flags, or else of the config.
func filters(c *cli.Context, env environment) (filter.Set, error) {
	pick := func(flag string, config []string) []string {
		if c.IsSet(flag) {
			return splitTrimmed(c.StringSlice(flag))
		}
		return config
	}
	return filter.Parse(pick("schema", env.Schemas), pick("exclude", env.Exclude), pick("include", env.Include))
}

// splitTrimmed: the flag library splits at commas and leaves spaces.
func splitTrimmed(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.TrimSpace(s)
	}
	return out
}

// divide sets apart what is left alone. declared is what the files declare; nil
// if there are none.
func (i *inspection) divide(d *dialect, set filter.Set, declared *schema.Schema) {
	i.set, i.tools = set.Resolve(i.all, d.proof.GoesWith, declared)
	excluded := i.set.Excluded(i.all, d.proof.GoesWith)
	i.schema, i.alone = filter.Without(i.all, excluded)
	i.unsupported = nil
	for _, m := range i.missing {
		if !i.leavesAlone(m) {
			i.unsupported = append(i.unsupported, m.text)
		}
	}
}

// leavesAlone reports whether what cannot be carried is of no concern, because
// it is in or on something that is left alone.
func (i *inspection) leavesAlone(m missing) bool {
	if m.at.IsZero() {
		return len(i.set.Schemas) > 0
	}
	within := []schema.Ref{m.at, {Kind: schema.KindSchema, Name: m.at.Schema}}
	for _, k := range []schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterialized} {
		within = append(within, schema.Ref{Kind: k, Schema: m.at.Schema, Name: m.at.Table})
	}
	return slices.ContainsFunc(within, func(r schema.Ref) bool { return r.Name != "" && (i.set.Names(r) || i.alone.Has(r)) })
}

// tell names what is left alone without anybody having asked for it.
func (i *inspection) tell() {
	for _, t := range i.tools {
		fmt.Fprintf(os.Stderr, "Note: %s is left alone: it is where %s keeps its record. Manage it with --include %s, or by declaring it.\n",
			t.Ref, t.Tool, t.Ref.Path())
	}
	for _, r := range i.invalid {
		fmt.Fprintf(os.Stderr, "Note: %s is INVALID, as a failed CREATE INDEX CONCURRENTLY leaves an index: no query uses it. It counts as not there. "+
			"Drop it, or declare it, and the next plan makes it anew.\n", r)
	}
}

// elsewhere finds what is left alone, for references of the files to it.
func elsewhere(alone *schema.Schema) func(schema.Ref) []schema.Ref {
	byName := map[schema.Ref][]schema.Ref{}
	for o := range alone.All() {
		r := o.Ref()
		bare := schema.Ref{Kind: r.Kind, Name: r.BaseName()}
		byName[bare] = append(byName[bare], r)
	}
	return func(want schema.Ref) []schema.Ref {
		var found []schema.Ref
		for _, r := range byName[schema.Ref{Kind: want.Kind, Name: want.BaseName()}] {
			if (want.Schema == "" || want.Schema == r.Schema) && (want.Table == "" || want.Table == r.Table) {
				found = append(found, r)
			}
		}
		return found
	}
}

// supposed takes references to whatever the filters would leave alone to exist,
// where there is no database to look into. A name without a schema can be in
// any that the filters speak of.
func supposed(set filter.Set, defaultSchema string) func(schema.Ref) []schema.Ref {
	known := append([]string{defaultSchema}, set.Namespaces()...)
	return func(want schema.Ref) []schema.Ref {
		namespaces := known
		if want.Schema != "" || inNoSchema[want.Kind] {
			namespaces = []string{want.Schema}
		}
		for _, namespace := range namespaces {
			want.Schema = namespace
			for _, r := range []schema.Ref{want, {Kind: schema.KindTable, Schema: namespace, Name: want.Table}, {Kind: schema.KindSchema, Name: namespace}} {
				if r.Name != "" && set.Names(r) {
					return []schema.Ref{want}
				}
			}
		}
		return nil
	}
}

// inNoSchema are the kinds whose objects are in no schema.
var inNoSchema = map[schema.Kind]bool{
	schema.KindRole: true, schema.KindSchema: true, schema.KindExtension: true, schema.KindForeignDataWrapper: true,
	schema.KindServer: true, schema.KindEventTrigger: true, schema.KindPublication: true, schema.KindSubscription: true,
}

// leftAlone reports what the files declare though the filters leave it alone:
// each where it begins.
func (d *desired) leftAlone(dialect *dialect, set filter.Set) hcl.Diagnostics {
	excluded := set.Excluded(d.schema, dialect.proof.GoesWith)
	var diags hcl.Diagnostics
	for o := range d.schema.All() {
		r := o.Ref()
		if !excluded[r] || !set.Names(r) && r.Table != "" {
			continue
		}
		why := set.Why(r)
		if why == "" {
			why = "what it is in or goes with is left alone"
		}
		diags = append(diags, d.diagnostic(r, "Declared, but left alone",
			fmt.Sprintf("The filters leave %s alone (%s), so the files cannot say what it is. Take it out of the files, or out of the filters.", r, why)))
	}
	return diags
}

// stateOf is what a schema is to the history: the part of it that is managed,
// with the filters, so that only like is compared with like.
func stateOf(d *dialect, maker string, all *schema.Schema, set filter.Set) migrate.State {
	set, _ = set.Resolve(all, d.proof.GoesWith, nil)
	return stateUnder(d, maker, all, set)
}

// fingerprint is that of a state which the database had or is to have, of the
// part that is managed.
func (i *inspection) fingerprint(s *schema.Schema) string {
	if i.alone.Len() == 0 {
		return fingerprintOf(i.maker, schema.DigestOf(s).Fingerprint(), i.set)
	}
	alone := map[schema.Ref]bool{}
	for _, part := range []*schema.Schema{i.alone, schema.Split(i.alone)} {
		for o := range part.All() {
			alone[o.Ref()] = true
		}
	}
	part := s.Filter(func(o schema.Object) bool {
		r := o.Ref()
		// A table that is left alone can get columns from its parent.
		return !alone[r] && (r.Table == "" || !alone[schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}])
	})
	return fingerprintOf(i.maker, schema.DigestOf(part).Fingerprint(), i.set)
}

// fingerprints are those of both sides of a plan.
func (i *inspection) fingerprints(r *proof.Result) (from, to string) {
	if r.Whole == nil {
		return i.fingerprint(r.Before), i.fingerprint(r.After)
	}
	if i.digest == nil {
		i.startDigest()
	}
	before, from := i.digest()
	return from, fingerprintOf(i.maker, before.Replace(r.Before, r.After).Fingerprint(), i.set)
}

// fingerprintLike is that of what was found, of the part that another
// fingerprint is of.
func (i *inspection) fingerprintLike(d *dialect, other string) string {
	s := stateOf(d, i.maker, i.all, filter.Set{})
	if like, err := s.Like(other); err == nil {
		return like.Fingerprint
	}
	return s.Fingerprint
}

// startDigest begins to make the digest of all, which takes a while, beside
// what else there is to do.
func (i *inspection) startDigest() {
	i.digest = sync.OnceValues(func() (schema.Digest, string) {
		d := schema.DigestOf(i.all)
		return d, fingerprintOf(i.maker, d.Fingerprint(), i.set)
	})
	go i.digest()
}

func fingerprintOf(maker, fingerprint string, set filter.Set) string {
	return strings.TrimSpace(maker + ":" + fingerprint + " " + set.String())
}

func stateUnder(d *dialect, maker string, all *schema.Schema, set filter.Set) migrate.State {
	part, _ := filter.Without(all, set.Excluded(all, d.proof.GoesWith))
	digest := schema.DigestOf(part)
	s := migrate.State{Fingerprint: fingerprintOf(maker, digest.Fingerprint(), set), Objects: digest.Sums()}
	s.Like = func(fingerprint string) (migrate.State, error) {
		_, text, _ := strings.Cut(fingerprint, " ")
		other, err := filter.FromString(text)
		if err != nil {
			return migrate.State{}, err
		}
		return stateUnder(d, maker, all, other), nil
	}
	return s
}
