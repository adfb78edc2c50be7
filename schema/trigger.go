package schema

// A Trigger is a trigger on a table or view.
type Trigger struct {
	Schema, Table, Name string
	// Timing is BEFORE, AFTER or INSTEAD OF.
	When Moment
	// Events are INSERT, UPDATE, DELETE, TRUNCATE in that order.
	Events []string
	// UpdateOf limits UPDATE to columns.
	UpdateOf []string
	// ForEachRow is FOR EACH ROW, otherwise STATEMENT.
	ForEachRow bool
	Condition  string
	// Function is the trigger function, its name qualified and quoted, without
	// parentheses; FunctionRef is the same as a reference.
	Function    string
	FunctionRef Ref `diff:"-"`
	Args        []string
	Constraint  bool
	Timing
	// From is the referenced table of a constraint trigger (FROM).
	From               Ref
	OldTable, NewTable string
	// Enabled is "" for ORIGIN, or DISABLED, REPLICA, ALWAYS.
	Enabled string
	// Copy marks the copy of a partitioned table's trigger on a partition. It is
	// an object only if it is enabled otherwise.
	Copy bool
	// Body is the text of a dialect whose triggers hold statements, from
	// BEGIN to END.
	Body string
	// OnView tells what the trigger stands on.
	OnView bool `diff:"-"`
	Common
}

// A Moment is when a trigger fires: BEFORE, AFTER or INSTEAD OF.
type Moment string

func (t *Trigger) Ref() Ref {
	return Ref{Kind: KindTrigger, Schema: t.Schema, Table: t.Table, Name: t.Name}
}

func (t *Trigger) Deps() []Ref {
	kind := KindTable
	if t.OnView {
		kind = KindView
	}
	deps := []Ref{{Kind: kind, Schema: t.Schema, Name: t.Table}}
	if !t.FunctionRef.IsZero() {
		deps = append(deps, t.FunctionRef)
	}
	if !t.From.IsZero() {
		deps = append(deps, t.From)
	}
	if !t.OnView {
		for _, c := range t.UpdateOf {
			deps = append(deps, Ref{Kind: KindColumn, Schema: t.Schema, Table: t.Table, Name: c})
		}
	}
	return needs(deps, &t.Common)
}

func (t *Trigger) Named(r Ref) Object {
	c := *t
	c.Schema, c.Table, c.Name = r.Schema, r.Table, r.Name
	return &c
}

// An EventTrigger fires on commands, database-wide.
type EventTrigger struct {
	Name string
	// On is ddl_command_start, ddl_command_end, sql_drop, table_rewrite, login.
	On          string
	Tags        []string
	Function    string
	FunctionRef Ref `diff:"-"`
	Enabled     string
	Common
}

func (e *EventTrigger) Ref() Ref { return Ref{Kind: KindEventTrigger, Name: e.Name} }

func (e *EventTrigger) Deps() []Ref {
	var deps []Ref
	if !e.FunctionRef.IsZero() {
		deps = append(deps, e.FunctionRef)
	}
	return needs(deps, &e.Common)
}

func (e *EventTrigger) Named(r Ref) Object {
	c := *e
	c.Name = r.Name
	return &c
}
