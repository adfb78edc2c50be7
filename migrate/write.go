package migrate

import (
	"fmt"
	"os"
	"path/filepath"
)

// writeNew writes a file that must not exist yet.
func writeNew(path, text string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s already exists: use another name or version", path)
	}
	return write(path, text)
}

// write replaces a file at once: readers see the old text or the new one.
func write(path, text string) error {
	// The dot hides what a crash leaves behind from Open.
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.WriteString(text); err != nil {
		tmp.Close()
		return err
	}
	// Renaming text that is not on disk yet may leave an empty file after a power failure.
	if err := tmp.Sync(); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	// CreateTemp makes files for their owner alone; these are for everyone who reads the source tree.
	if err := os.Chmod(tmp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func removeAll(paths []string) {
	for _, p := range paths {
		os.Remove(p)
	}
}
