package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/schemactl/schemactl/migrate"
)

// openEditor lets a person edit files with VISUAL or EDITOR, which may be a command with arguments, as for git.
func openEditor(ctx context.Context, paths []string) error {
	editor := firstOf(os.Getenv("VISUAL"), os.Getenv("EDITOR"))
	if editor == "" {
		return errors.New("there is no editor to open: set VISUAL or EDITOR")
	}
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", editor + ` "$@"`, editor}, paths...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("running the editor %s: %w", editor, err)
	}
	return nil
}

// editFiles opens files of a migration in the editor, and takes what was written into the sum file if it can be read.
func editFiles(ctx context.Context, dir *migrate.Dir, paths []string) error {
	if err := openEditor(ctx, paths); err != nil {
		return err
	}
	if err := checkFiles(paths); err != nil {
		return fmt.Errorf("%w\nThe files are as you wrote them, and the sum file is as before; edit them again, then run schemactl hash", err)
	}
	return dir.Hash()
}

// checkFiles finds what the runner would not be able to read.
func checkFiles(paths []string) error {
	var errs []error
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err == nil {
			_, err = migrate.Split(string(text))
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("reading %s: %w", p, err))
		}
	}
	return errors.Join(errs...)
}
