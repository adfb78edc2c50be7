package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/schemactl/schemactl/migrate"
)

// ownBranch gives the migrations that our branch had before ours, the oldest first. Git knows them while it merges or
// rebases. They need not be among those of the folder: while a branch of several commits is rebased, the first of them
// stand there after theirs already.
func ownBranch(dir *migrate.Dir, ours []migrate.Migration) (before []migrate.Migration, known bool, err error) {
	commit := ""
	switch {
	case gitHas(dir.Path, "rebase-merge"), gitHas(dir.Path, "rebase-apply"):
		commit = "REBASE_HEAD"
	case gitHas(dir.Path, "MERGE_HEAD"):
		commit = "HEAD"
	default:
		return nil, false, nil
	}
	was, err := dirAt(dir.Path, commit)
	if err != nil {
		return nil, false, err
	}
	first := ours[0]
	for _, m := range was.Migrations {
		if m.FileName() == first.FileName() {
			return before, true, nil
		}
		before = append(before, m)
	}
	return nil, false, nil
}

// dirAt reads a directory as it is in a commit of git.
func dirAt(path, commit string) (dir *migrate.Dir, err error) {
	packed, err := git(path, "archive", "--format=tar", commit, ".")
	if err != nil {
		return nil, fmt.Errorf("reading the migrations of %s: %w", commit, err)
	}
	folder, err := os.MkdirTemp("", "schemactl")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := unpack(packed, folder); err != nil {
		return nil, fmt.Errorf("reading the migrations of %s: %w", commit, err)
	}
	return migrate.Open(folder)
}

// unpack writes the files at the top of a tar archive.
func unpack(packed, folder string) error {
	files := tar.NewReader(bytes.NewReader([]byte(packed)))
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg || filepath.Base(h.Name) != filepath.Clean(h.Name) {
			continue
		}
		text, err := io.ReadAll(files)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, filepath.Base(h.Name)), text, 0o600)
		}
		if err != nil {
			return err
		}
	}
}
