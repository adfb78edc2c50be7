package schema

// A ForeignDataWrapper knows how to reach data elsewhere.
// https://www.postgresql.org/docs/current/catalog-pg-foreign-data-wrapper.html
type ForeignDataWrapper struct {
	Name string
	// Handler and Validator are functions, their names qualified and quoted; the
	// refs are the same as references.
	Handler, Validator       string
	HandlerRef, ValidatorRef Ref `diff:"-"`
	Options                  []Option
	Common
}

func (w *ForeignDataWrapper) Ref() Ref { return Ref{Kind: KindForeignDataWrapper, Name: w.Name} }

func (w *ForeignDataWrapper) Deps() []Ref {
	var deps []Ref
	for _, r := range []Ref{w.HandlerRef, w.ValidatorRef} {
		if !r.IsZero() {
			deps = append(deps, r)
		}
	}
	return needs(deps, &w.Common)
}

func (w *ForeignDataWrapper) Named(r Ref) Object {
	c := *w
	c.Name = r.Name
	return &c
}

// A Server is a place that a foreign-data wrapper reaches.
// https://www.postgresql.org/docs/current/catalog-pg-foreign-server.html
type Server struct {
	Name string
	// Wrapper is the name of the foreign-data wrapper, WrapperRef that wrapper or
	// the extension that brings it.
	Wrapper    string
	WrapperRef Ref `diff:"-"`
	// Type and ServerVersion are texts for the wrapper.
	Type, ServerVersion string
	Settings
	Common
}

func (s *Server) Ref() Ref { return Ref{Kind: KindServer, Name: s.Name} }

func (s *Server) Deps() []Ref {
	var deps []Ref
	if !s.WrapperRef.IsZero() {
		deps = append(deps, s.WrapperRef)
	}
	return needs(deps, &s.Common)
}

func (s *Server) Named(r Ref) Object {
	c := *s
	c.Name = r.Name
	return &c
}

// A UserMapping says as whom a role comes to a server.
// https://www.postgresql.org/docs/current/catalog-pg-user-mapping.html
type UserMapping struct {
	Server string
	// Role is PUBLIC for all that have no mapping of their own.
	Role string
	Settings
	// Hidden says that the role which read the catalogs may not see the options.
	Hidden bool `diff:"-"`
	Common
}

// Ref has the server for a table, as what the mapping hangs on.
func (m *UserMapping) Ref() Ref {
	return Ref{Kind: KindUserMapping, Table: m.Server, Name: m.Role}
}

func (m *UserMapping) Deps() []Ref {
	return needs([]Ref{{Kind: KindServer, Name: m.Server}}, &m.Common)
}

func (m *UserMapping) Named(r Ref) Object {
	c := *m
	c.Server, c.Role = r.Table, r.Name
	return &c
}
