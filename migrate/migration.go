package migrate

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// A Migration is one version in a directory.
type Migration struct {
	Version string // digits; ordered by value, so 10 follows 9
	Name    string // as in the file name, see Slug
	Up      string // the SQL that applies it; once read from disk, the whole file with its comments
	Down    string // the SQL that undoes it
	HasDown bool   // false when there is no down file: the migration cannot be rolled back
	Sum     string // checksum of the up file, kept in the history
	Header
}

// FileName is the name of the up file.
func (m Migration) FileName() string { return m.base() + upSuffix }

// DownFileName is the name of the down file.
func (m Migration) DownFileName() string { return m.base() + downSuffix }

func (m Migration) base() string {
	if m.Name == "" {
		return m.Version
	}
	return m.Version + "_" + m.Name
}

const (
	upSuffix   = ".up.sql"
	downSuffix = ".down.sql"

	// versionLayout is the form of a version made by NextVersion, in UTC.
	versionLayout = "20060102150405"

	// A name longer than this makes file names that some file systems refuse.
	maxSlug = 80
)

// fileName takes a file name apart: version, name, direction. A name is optional.
var fileName = regexp.MustCompile(`^([0-9]+)(?:_([^/\\]+))?\.(up|down)\.sql$`)

// Slug turns any text into a name that is safe in a file name: lower case letters and digits, with single underscores
// for everything else. It is "migration" when nothing is left.
func Slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(text) {
		if b.Len() >= maxSlug {
			break
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('_')
			gap = false
		}
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return "migration"
	}
	return b.String()
}

// compareVersions orders two versions by their value as numbers of any length.
func compareVersions(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// versionKey is equal for two spellings of one version: "7" and "007".
func versionKey(v string) string { return strings.TrimLeft(v, "0") }

// NextVersion is the version for a migration made now: the UTC time as yyyymmddhhmmss, or the first second after the
// newest migration when that is not before now.
func (d *Dir) NextVersion(now time.Time) string {
	next := now.UTC().Format(versionLayout)
	if len(d.Migrations) == 0 {
		return next
	}
	head := d.Migrations[len(d.Migrations)-1].Version
	if compareVersions(next, head) > 0 {
		return next
	}
	if at, err := time.Parse(versionLayout, head); err == nil {
		return at.Add(time.Second).Format(versionLayout)
	}
	return increment(head)
}

// increment adds one to a decimal number of any length, for versions that are no time.
func increment(v string) string {
	digits := []byte(v)
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] != '9' {
			digits[i]++
			return string(digits)
		}
		digits[i] = '0'
	}
	return "1" + string(digits)
}

// plural writes a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
