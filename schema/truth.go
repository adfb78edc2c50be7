package schema

import (
	"slices"
	"strings"
)

// Truth reads a boolean as the server does: true, false, yes, no, on, off, and
// any beginning of these that is not one of two of them; 1 and 0. ok is false
// for another word.
// https://www.postgresql.org/docs/current/datatype-boolean.html
func Truth(word string) (on, ok bool) {
	word = strings.ToLower(word)
	switch word {
	case "", "o":
		return false, false
	case "1", "0":
		return word == "1", true
	}
	begins := func(name string) bool { return strings.HasPrefix(name, word) }
	on = slices.ContainsFunc([]string{"true", "yes", "on"}, begins)
	return on, on || slices.ContainsFunc([]string{"false", "no", "off"}, begins)
}
