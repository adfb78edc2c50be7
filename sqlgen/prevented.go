package sqlgen

// A PreventedError says that a step cannot be written: the server has no way to
// take it.
type PreventedError struct{ Err error }

func (e *PreventedError) Error() string { return e.Err.Error() }

func (e *PreventedError) Unwrap() error { return e.Err }
