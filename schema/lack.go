package schema

// A Lack is something in a schema that a server is too old for.
type Lack struct {
	Ref Ref
	// Attribute is what the schema language calls it, What what people do.
	Attribute, What string
	// Since is the first major version that has it.
	Since int
}
