package migrate

import "maps"

// NewDir is a directory that is on no disk: what a part of another, or migrations that are not written yet, would be. It
// has no sum file, which Verify does not miss.
func NewDir(path string, migrations ...Migration) *Dir {
	d := &Dir{Path: path}
	found := map[string]*Migration{}
	for i := range migrations {
		m := migrations[i]
		m.Sum = checksum(m.Up)
		if m.DownNoTransaction {
			m.Down = m.DownText() // the history knows it by the header alone
		}
		found[m.base()] = &m
	}
	d.collect(maps.Clone(found))
	return d
}

// Text is the up file of a migration as Add writes it.
func (m Migration) Text() string { return render(m.Header, m.Up) }

// DownText is the down file of a migration as Add writes it.
func (m Migration) DownText() string {
	h, err := parseHeader("", m.Down)
	if err != nil {
		h = Header{}
	}
	h.NoTransaction = h.NoTransaction || m.DownNoTransaction
	return render(h, m.Down)
}

// Compare orders two versions by their value as numbers of any length.
func Compare(a, b string) int { return compareVersions(a, b) }
