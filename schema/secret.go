package schema

import (
	"regexp"
	"slices"
	"strings"
)

// Settings are the options of a foreign server or a user mapping.
type Settings struct {
	Options []Option
	// Secrets are the options whose values nobody may see. A schema knows that
	// they are set, and where their values come from, but never the values.
	Secrets []Secret
}

// A Secret is an option with a value that stays out of files and output.
type Secret struct {
	Option string
	// Variable is the environment variable that holds the value when a migration
	// is applied.
	Variable string `diff:"-"`
	// Gone says that the option is to be taken away.
	Gone bool `diff:"-"`
}

// SecretNames is a regular expression that finds the names of options with
// secret values, whatever their case.
const SecretNames = `pass(word|wd|phrase|code)|pwd|secret|token|credential|(api|access|private|account)_?key|jwt`

var secretName = regexp.MustCompile(`(?i)` + SecretNames)

// IsSecret reports whether the value of an option of a foreign-data wrapper is
// to be kept secret, by its name. A password_required, as postgres_fdw has it,
// is a plain yes or no.
func IsSecret(option string) bool {
	return secretName.MatchString(option) && !strings.HasSuffix(strings.ToLower(option), "_required")
}

var notInVariable = regexp.MustCompile(`[^A-Za-z0-9]+`)

// SecretVariable names the environment variable for the value of an option
// that was found in a database, which does not say where it came from.
func SecretVariable(parts ...string) string {
	name := strings.Trim(notInVariable.ReplaceAllString(strings.Join(parts, "_"), "_"), "_")
	return "SCHEMACTL_" + strings.ToUpper(name)
}

// carrySecrets takes over the secrets that the author says nothing of.
func carrySecrets(to, from *Settings) {
	var kept []Secret
	said := map[string]bool{}
	for _, s := range to.Secrets {
		said[s.Option] = true
		if !s.Gone {
			kept = append(kept, s)
		}
	}
	for _, s := range from.Secrets {
		if !said[s.Option] {
			kept = append(kept, s)
		}
	}
	to.Secrets = sortSecrets(kept)
}

// dropGone leaves out what is to be taken away, which a new object never has.
func (s *Settings) dropGone() {
	carrySecrets(s, &Settings{})
}

func sortSecrets(list []Secret) []Secret {
	slices.SortFunc(list, func(a, b Secret) int { return strings.Compare(a.Option, b.Option) })
	return list
}

// intendSecrets takes over where the author says that values come from.
func intendSecrets(s, authored *Settings) {
	s.Secrets = slices.Clone(s.Secrets)
	for i := range s.Secrets {
		for _, a := range authored.Secrets {
			if a.Option == s.Secrets[i].Option {
				s.Secrets[i].Variable = a.Variable
			}
		}
	}
}
