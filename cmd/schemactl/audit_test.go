package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// use is a line of a script that runs the program: what follows it.
var use = regexp.MustCompile(`\bschemactl ([a-z]+)\b([^\n]*)`)

// helperUses are the commands of the harness that run the program with flags that follow them.
var helperUses = map[string]string{"converged": "plan", "evolve": "plan", "sqlevolve": "plan"}

// TestEveryFlagHasAScript reads the commands and their flags from the program: each is used by a script.
func TestEveryFlagHasAScript(t *testing.T) {
	uses := scriptUses(t)
	for _, c := range newApp(io.Discard, io.Discard).Commands {
		lines, used := uses[c.Name]
		if !used {
			t.Errorf("no script of testdata/script runs schemactl %s", c.Name)
			continue
		}
		for _, f := range c.Flags {
			if !slices.ContainsFunc(lines, func(line string) bool { return usesFlag(line, f) }) {
				t.Errorf("no script of testdata/script runs schemactl %s --%s", c.Name, f.Names()[0])
			}
		}
	}
}

// TestEveryCommandHasWrongUses: each command is run by a script in a way that must fail.
func TestEveryCommandHasWrongUses(t *testing.T) {
	wrong := map[string]bool{}
	eachScript(t, func(text string) {
		for _, line := range strings.Split(text, "\n") {
			if m := use.FindStringSubmatch(line); m != nil && (strings.HasPrefix(line, "exits 1 ") || strings.HasPrefix(line, "! exec ") || strings.HasPrefix(line, "! schemactl")) {
				wrong[m[1]] = true
			}
		}
	})
	for _, c := range newApp(io.Discard, io.Discard).Commands {
		if !wrong[c.Name] {
			t.Errorf("no script of testdata/script shows a wrong use of schemactl %s", c.Name)
		}
	}
}

// anyValue are the flags that take whatever they are given, with the reason.
var anyValue = map[string]string{
	"plan --name":     "any text is a name: what a file name cannot hold is left out",
	"baseline --name": "as of plan",
}

// TestEveryValueHasAWrongUse: each flag that takes a value is given a wrong one by a script, or one that does not go with the
// rest: the command fails, and the script looks at what it says of it. The flag that is wrong stands last in its line, so
// that one line is not taken for a wrong use of all its flags.
func TestEveryValueHasAWrongUse(t *testing.T) {
	wrong := wrongValues(t)
	for _, c := range newApp(io.Discard, io.Discard).Commands {
		for _, f := range c.Flags {
			if _, isBool := f.(*cli.BoolFlag); isBool {
				continue
			}
			name := c.Name + " --" + f.Names()[0]
			_, free := anyValue[name]
			switch shown := slices.ContainsFunc(wrong[c.Name], func(last string) bool { return usesFlag(last, f) }); {
			case shown && free:
				t.Errorf("a script shows a wrong value of %s, which takes any: take it out of anyValue", name)
			case !shown && !free:
				t.Errorf("no script of testdata/script ends a failing command with a wrong value of %s, and looks at stderr in the next line", name)
			}
		}
	}
}

// wrongUse is a line of a script with a command that must fail, up to its last flag, and that flag with its value.
var wrongUse = regexp.MustCompile(`^(?:exits [12]|!(?: exec)?) schemactl ([a-z]+)\b.* (--?[a-z][a-z-]*(?: |=)(?:'[^']*'|[^ -][^ ]*|-[0-9]+))$`)

// wrongValues gives the last flag of the commands that must fail, by command, where the next line is about the message.
func wrongValues(t *testing.T) map[string][]string {
	t.Helper()
	wrong := map[string][]string{}
	eachScript(t, func(text string) {
		lines := strings.Split(text, "\n")
		for i, line := range lines[:len(lines)-1] {
			if m := wrongUse.FindStringSubmatch(line); m != nil && strings.HasPrefix(lines[i+1], "stderr ") {
				wrong[m[1]] = append(wrong[m[1]], m[2])
			}
		}
	})
	return wrong
}

// usesFlag reports whether a line has a flag by one of its names.
func usesFlag(line string, f cli.Flag) bool {
	for _, name := range f.Names() {
		dashes := "--"
		if len(name) == 1 {
			dashes = "-"
		}
		for _, word := range strings.Fields(line) {
			if head, _, _ := strings.Cut(word, "="); strings.Trim(head, `'";)`) == dashes+name {
				return true
			}
		}
	}
	return false
}

// scriptUses gives what follows each command in the scripts.
func scriptUses(t *testing.T) map[string][]string {
	t.Helper()
	uses := map[string][]string{}
	eachScript(t, func(text string) {
		for _, m := range use.FindAllStringSubmatch(text, -1) {
			uses[m[1]] = append(uses[m[1]], m[2])
		}
		for _, line := range strings.Split(text, "\n") {
			word, rest, _ := strings.Cut(line, " ")
			if command, ok := helperUses[word]; ok {
				uses[command] = append(uses[command], rest)
			}
		}
	})
	return uses
}

func eachScript(t *testing.T, f func(text string)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "script", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no scripts: %v", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		// What follows is files, which are no commands.
		story, _, _ := strings.Cut("\n"+string(text), "\n-- ")
		f(story)
	}
}
