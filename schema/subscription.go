package schema

// A Subscription is the receiving end of logical replication.
// https://www.postgresql.org/docs/current/catalog-pg-subscription.html
type Subscription struct {
	Name string
	// Connection is the environment variable that holds the connection string
	// when a migration is applied. That string is a secret: a schema never knows
	// it, and so nothing of it can be compared.
	Connection   string `diff:"-"`
	Publications []string
	Disabled     bool
	// SlotName is NoSlot for none; empty leaves it to the database, which calls
	// it as the subscription.
	SlotName string
	// SynchronousCommit is empty for off.
	SynchronousCommit string
	Binary            bool
	// Streaming is off, on or parallel; empty leaves it to the database, since
	// majors differ in what is usual.
	Streaming          string
	TwoPhase           bool
	DisableOnError     bool
	NoPasswordRequired bool
	RunAsOwner         bool
	// Origin is empty for any.
	Origin   string
	Failover bool
	Common
}

// NoSlot is the name of no replication slot.
const NoSlot = "none"

func (s *Subscription) Ref() Ref    { return Ref{Kind: KindSubscription, Name: s.Name} }
func (s *Subscription) Deps() []Ref { return needs(nil, &s.Common) }

func (s *Subscription) Named(r Ref) Object {
	c := *s
	c.Name = r.Name
	return &c
}

// carrySubscription takes over what the author leaves to the database.
func carrySubscription(s, was *Subscription) {
	if s.Connection == "" {
		s.Connection = was.Connection
	}
	if s.SlotName == "" {
		s.SlotName = was.SlotName
	}
	if s.Streaming == "" {
		s.Streaming = was.Streaming
	}
}
