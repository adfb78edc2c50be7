package schema

// Carry returns desired with what its author left to the database taken from
// current: the owner of an object that names none, the version of an
// extension, and, unless grants are managed, all grants. PostgreSQL's schema
// public is there whether a file mentions it or not.
func Carry(desired, current *Schema, grants bool) *Schema {
	out := New()
	speaks := map[Kind]bool{}
	for o := range desired.All() {
		speaks[o.Ref().Kind] = true
		was := former(o, current)
		out.Put(carry(o, was, grants || IsPrivileges(o.Ref().Kind)))
	}
	public := Ref{Kind: KindSchema, Name: "public"}
	if o := current.Lookup(public); o != nil && !out.Has(public) && desired.Len() > 0 {
		out.Put(o)
	}
	for o := range current.All() {
		if k := o.Ref().Kind; IsPrivileges(k) && !grants && !speaks[k] {
			out.Put(o)
		}
	}
	KeepValidity(out, current)
	return out
}

// former finds what o is the new state of.
func former(o Object, current *Schema) Object {
	r := o.Ref()
	if was := current.Lookup(r); was != nil || o.Base().RenamedFrom == "" {
		return was
	}
	return current.Lookup(r.WithBase(o.Base().RenamedFrom))
}

func carry(o, was Object, grants bool) Object {
	if was == nil {
		return withoutGone(o)
	}
	if was == o {
		return o
	}
	c := o.Named(o.Ref())
	base, old := c.Base(), was.Base()
	if base.Owner == "" {
		base.Owner = old.Owner
	}
	if !grants {
		base.Grants = old.Grants
	}
	switch c := c.(type) {
	case *Extension:
		carryExtension(c, was.(*Extension))
	case *Column:
		keepNotNull(c, was)
	case *Domain:
		keepNotNull(c, was)
		if d := was.(*Domain); c.Default == "" && d.DefaultOfType && c.Type == d.Type {
			c.Default, c.DefaultOfType = d.Default, true
		}
	case *Server:
		carrySecrets(&c.Settings, &was.(*Server).Settings)
	case *UserMapping:
		carryMapping(c, was.(*UserMapping))
	case *Subscription:
		carrySubscription(c, was.(*Subscription))
	case *Role:
		carryRole(c, was.(*Role))
	case *Namespace:
		// Who does not own the schema public could not give it the comment that it comes with.
		c.NoComment = c.NoComment || c.Comment == "" && was.(*Namespace).NoComment
	}
	if len(Changed(was, c)) == 0 {
		CarryNeeds(c, was)
	}
	return c
}

// carryExtension: the version and the comment of an extension come with it
// unless the author says otherwise.
func carryExtension(e, was *Extension) {
	if e.Version == "" {
		e.Version = was.Version
	}
	if e.Comment == "" && !e.NoComment {
		e.Comment, e.NoComment = was.Comment, was.NoComment
	}
}

// CarryNeeds gives to the dependencies that the catalogs told of from, which
// has the same text.
func CarryNeeds(to, from Object) {
	to.Base().Needs = from.Base().Needs
	switch t := to.(type) {
	case *Column:
		t.DefaultNeeds = from.(*Column).DefaultNeeds
	case *View:
		t.Output = from.(*View).Output
	case *Materialized:
		t.Output = from.(*Materialized).Output
	}
}

// Intend returns canonical, as a server gave it, with what only the author of
// a file can say: names of old, casts, values for existing rows.
func Intend(canonical, authored Object) Object {
	c := canonical.Named(canonical.Ref())
	c.Base().GrantsOpen = authored.Base().GrantsOpen
	c.Base().RenamedFrom, c.Base().RenameNow = authored.Base().RenamedFrom, authored.Base().RenameNow
	switch a := authored.(type) {
	case *Column:
		t := c.(*Column)
		t.Using, t.Backfill = a.Using, a.Backfill
		t.Inherited, t.Local, t.NotNullLocal = a.Inherited, a.Local, a.NotNullLocal
		t.NotNullSilent = a.NotNullSilent
	case *Check:
		t := c.(*Check)
		t.Inherited, t.Local, t.Silent = a.Inherited, a.Local, a.Silent
	case *Materialized:
		c.(*Materialized).WithNoData = a.WithNoData
	case *Definition:
		c.(*Definition).Drop = a.Drop
	case *Composite:
		intendFields(c.(*Composite), a)
	case *Server:
		intendSecrets(&c.(*Server).Settings, &a.Settings)
	case *UserMapping:
		intendSecrets(&c.(*UserMapping).Settings, &a.Settings)
	case *Subscription:
		c.(*Subscription).Connection = a.Connection
	}
	return c
}

func intendFields(c, authored *Composite) {
	fields := make([]Field, len(c.Fields))
	copy(fields, c.Fields)
	for i := range fields {
		for _, a := range authored.Fields {
			if a.Name == fields[i].Name {
				fields[i].RenamedFrom = a.RenamedFrom
			}
		}
	}
	c.Fields = fields
}

// carryMapping leaves options alone that cannot be seen.
func carryMapping(m, was *UserMapping) {
	if was.Hidden {
		m.Settings = was.Settings
		return
	}
	carrySecrets(&m.Settings, &was.Settings)
}

// withoutGone leaves out the options that are to be taken away from an object
// that is not there yet.
func withoutGone(o Object) Object {
	c := o.Named(o.Ref())
	switch c := c.(type) {
	case *Server:
		c.dropGone()
	case *UserMapping:
		c.dropGone()
	default:
		return o
	}
	return c
}
