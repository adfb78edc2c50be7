package proof

import "context"

// A named source tells which role makes the objects of its databases.
type named interface {
	Maker(ctx context.Context) (string, error)
}

// MakerOf is the role that makes the objects of a source's databases; empty if
// there are no roles.
func MakerOf(ctx context.Context, source Source) (string, error) {
	if n, ok := source.(named); ok {
		return n.Maker(ctx)
	}
	return "", nil
}
