package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

// findOurs finds the migrations that are to come after the others: those that were named, those that a commit of git does
// not have, or those of our side of a conflict.
func findOurs(c *cli.Context, dir *migrate.Dir) ([]migrate.Migration, error) {
	switch {
	case c.IsSet("ours"):
		return named(dir, c.StringSlice("ours"))
	case c.String("onto") != "":
		return notIn(dir, c.String("onto"))
	}
	sides := dir.Conflict()
	if len(sides.Ours)+len(sides.Theirs) > 0 {
		// While git rebases, what is above the line is the branch that ours are moved to.
		if gitHas(dir.Path, "rebase-merge") || gitHas(dir.Path, "rebase-apply") {
			sides.Ours = sides.Theirs
		}
		return sides.Ours, nil
	}
	if dir.Diverged() == "" {
		return nil, nil
	}
	if gitHas(dir.Path, "MERGE_HEAD") {
		return notIn(dir, "MERGE_HEAD")
	}
	return nil, fmt.Errorf("%s\nWhich are yours cannot be told from here: name the branch that has theirs with --onto, or yours with --ours", dir.Diverged())
}

func named(dir *migrate.Dir, targets []string) ([]migrate.Migration, error) {
	var out []migrate.Migration
	for _, t := range targets {
		one, ok, err := dir.Targets().Find(t)
		if err != nil {
			return nil, fmt.Errorf("reading --ours: %w", err)
		}
		if !ok {
			return nil, fmt.Errorf("reading --ours: %s is before the first migration: name one", t)
		}
		for _, m := range dir.Migrations {
			if m.Version == one.Version && m.Name == one.Name {
				out = append(out, m)
			}
		}
	}
	slices.SortFunc(out, func(a, b migrate.Migration) int { return migrate.Compare(a.Version, b.Version) })
	return out, nil
}

// notIn gives the migrations that a commit does not have.
func notIn(dir *migrate.Dir, commit string) ([]migrate.Migration, error) {
	list, err := git(dir.Path, "ls-tree", "--name-only", commit, "./")
	if err != nil {
		return nil, fmt.Errorf("reading --onto: %w; name a commit or a branch, or your migrations with --ours", err)
	}
	theirs := map[string]bool{}
	for _, line := range strings.Split(list, "\n") {
		theirs[filepath.Base(line)] = true
	}
	var out []migrate.Migration
	for _, m := range dir.Migrations {
		if !theirs[m.FileName()] {
			out = append(out, m)
		}
	}
	if len(out) > 0 && dir.Diverged() == "" && dir.Verify() == nil {
		return nil, nil
	}
	return out, nil
}

// gitHas reports whether git is in the middle of something.
func gitHas(folder, what string) bool {
	path, err := git(folder, "rev-parse", "--git-path", what)
	if err != nil {
		return false
	}
	if path = strings.TrimSpace(path); !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	_, err = os.Stat(path)
	return err == nil
}

func git(folder string, args ...string) (string, error) {
	cmd := exec.Command("git", append([]string{"-C", folder}, args...)...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "", fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(string(exit.Stderr)))
	}
	return string(out), err
}
